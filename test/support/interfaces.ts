/** `dmz` 192.168.10.0/24 at level 50 and `inside` 10.1.0.0/16 at level 100, as ASA text. */
export const DMZ_INSIDE = `interface GigabitEthernet0/0
 nameif dmz
 security-level 50
 ip address 192.168.10.1 255.255.255.0
interface GigabitEthernet0/1
 nameif inside
 security-level 100
 ip address 10.1.0.1 255.255.0.0
`

/** The two, and `outside` at level 0 with the default route. */
export const DMZ_INSIDE_OUTSIDE: string = `${DMZ_INSIDE}interface GigabitEthernet0/2
 nameif outside
 security-level 0
 ip address 203.0.113.1 255.255.255.0
route outside 0.0.0.0 0.0.0.0 203.0.113.254
`
