/**
 * First words of statements that decide no traffic and begin a block; of the others nothing can be a sub-command. What is
 * missing here costs an answer: sub-commands that no block claims are left open.
 */
const OPENERS: ReadonlySet<string> = new Set(
  (
    'aaa-server address-family as-path bfd-template ca call-home class cluster context crypto ctl-file ctl-provider ddns ' +
    'dns dynamic-access-policy-record failover flow-export group-policy ipsec isakmp kerberos-realm key ldap license ' +
    'media-termination mgcp-map mount nve phone-proxy policy-list port-channel prf profile redundant-interface regex ' +
    'route-map router rip router-map scansafe scep service-module sla smart snmp ssl tls-proxy ' +
    'tunnel-group tunnel-group-map uc-ime url-list username user-identity vpdn vpngroup vpnclient webvpn zone ' +
    'mac-list auto-update cxsc quota dhcp'
  ).split(' '),
)

/** Whether sub-commands may stand below a statement that decides no traffic. */
export function opensBlock(words: readonly string[]): boolean {
  return OPENERS.has(words[0] === 'no' ? (words[1]?.toLowerCase() ?? '') : (words[0] ?? ''))
}

/** Sub-commands of blocks that decide no traffic, for texts that were pasted without leading blanks. */
const SUB_COMMANDS: ReadonlySet<string> = new Set(
  // Tunnels and their users.
  (
    'accept-subordinates accounting-server-group address-pool address-pools allocate-interface always-on-vpn ' +
    'annotation anyconnect-custom anyconnect-essentials authenticated-session-username authentication ' +
    'authentication-attr-from-server authentication-server-group authorization-dn-attributes authorization-required ' +
    'authorization-server-group auto-signon backup-servers cache certificate-group-map chain client-access-rule ' +
    'client-bypass-protocol client-firewall client-types config-exchange-request content-rewrite crl csd ' +
    'customization default-domain default-group-policy default-idle-timeout default-language default-portal-page ' +
    'deny-message dhcp-network-scope dhcp-server dns-server dpd-interval dtls eap-proxy email encryption enrollment ' +
    'error-recovery exit expiry-time file-browsing file-entry fqdn gateway-fqdn group group-alias group-delimiter ' +
    'group-lock group-url hash hidden-shares hic-fail-group-policy homepage hsts html-content-filter http-comp ' +
    'http-headers http-proxy https-proxy id-cert-issuer id-usage ignore-ssc-keyrings ikev1 ikev2 integrity ' +
    'intercept-dhcp internal-password ip-address ip-comp ip-phone-bypass ipsec-udp ipsec-udp-port ' +
    'ipsec-over-tcp ipv6-address-pool ipv6-address-pools ipv6-split-tunnel-policy ipv6-vpn-filter ' +
    'ipv6-vpn-tunnel-protocol isakmp java-trustpoint keep-alive-ignore keepout keypair kcd-server leap-bypass lifetime ' +
    'log-level lzs macro-substitution mapi match max-failed-attempts memory-size mschapv2-capable msie-proxy ' +
    'mobile-device mus nac-settings nbns-server nem nt-auth-domain-controller ocsp onscreen-keyboard ' +
    'override-account-disabled override-svc-download pac-url password-management password-storage peer-id-validate ' +
    'periodic-authentication pfs policy port-forward-name portal-access-rule post-max-size pre-fill-username ' +
    'pre-shared-key protocol protocol-enforcement proxy-auth proxy-bypass proxy-ldc-issuer proxy-server quit ' +
    're-xauth rewrite revocation-check secondary-authentication-server-group secondary-color ' +
    'secondary-pre-fill-username secondary-text-color secondary-username-from-certificate ' +
    'secure-unit-authentication security-group-tag serial-number service-type session smart-tunnel ' +
    'smartcard-removal-disconnect split-dns split-tunnel-all-dns split-tunnel-network-list split-tunnel-policy ' +
    'sso-server start-url storage-key storage-objects subject-name subject-name-default svc text-color title-color ' +
    'transport trust-point tunnel-group-list tunnel-group-preference tunnel-limit unix-auth-gid unix-auth-uid ' +
    'upload-max-size url-entry url-list user-alert user-authentication user-authentication-idle-timeout ' +
    'user-message user-parameter user-storage username username-from-certificate validation-policy ' +
    'validation-usage vpn-access-hours vpn-filter vpn-framed-ip-address vpn-group-policy vpn-idle-timeout ' +
    'vpn-session-timeout vpn-simultaneous-logins vpn-tunnel-protocol webvpn wins-server without-csd zonelabs-integrity ' +
    // Servers of names, users and messages; contexts, classes of resources, clusters.
    'accounting-mode account active ad-agent-mode ad-agent alert-group-config anonymous-reporting bind ' +
    'clacp cluster-interface cluster-interface config-url conn-rebalance contact-email-addr contract-id ' +
    'customer-id destination dns-group domain-name dynamic-authorization dynamic-split-exclude-domains ' +
    'email-addr feature fixed-interval group-base-dn health-check interim-accounting-update join-failover-group ' +
    'kerberos-realm key key-config-key-password-encrypt ldap-attribute-map ldap-base-dn ldap-defaults ldap-dn ldap-group-base-dn ' +
    'ldap-login-dn ldap-login-password ldap-naming-attribute ldap-over-ssl ldap-scope limit-resource local-unit ' +
    'location mac-address mail-server map-name map-value max-failed-attempts mac member name-server network-acl ' +
    'nt-auth-domain-controller phone-number polltime preempt primary priority radius-common-pw radius-with-expiry ' +
    'reactivation-mode replication request-data-size retries retry-interval sasl-mechanism secondary sender ' +
    'server-port server-type site-id site-redundancy sso status street-address subscribe-to-alert-group ' +
    'tunnel-group-map throughput timeout use-vrf user-attribute vrf zone ' +
    // Routing, watching, and the rest.
    'address-family aggregate-address area auto-summary bgp bestpath default-information default-metric distance ' +
    'distribute-list eigrp exit-address-family frequency ignore is-type log-adj-changes log-adjacency-changes ' +
    'maximum-paths maximum-prefix metric metric-style neighbor net network num-packets offset-list passive-interface ' +
    'receive redistribute request-data-size router-id set spf-interval stub summary-address synchronization table-map ' +
    'threshold timers tos type variance version prc-interval lsp-gen-interval max-lsp-lifetime nsf ' +
    'check-retransmission checksum-verification exceed-mss invalid-ack queue-limit reserved-bits seq-past-window ' +
    'syn-data synack-data tcp-options ttl-evasion-protection urgent-flag window-variation description'
  ).split(' '),
)

/** Words that are statements elsewhere and a sub-command of such a block, told by what follows. */
const TOLD_BY_NEXT: readonly RegExp[] = [
  // The filter of a portal, not `filter url …`.
  /^filter (?:value|none)\b/i,
  /^banner (?:value|none)\b/i,
]

/** Whether a block that decides no traffic has a sub-command that begins so. */
export function isSubCommand(words: readonly string[]): boolean {
  return SUB_COMMANDS.has(words[0] === 'no' ? (words[1]?.toLowerCase() ?? '') : (words[0] ?? ''))
}

/** Whether it is one although its first word is a statement that may decide traffic. */
export function isSureSubCommand(words: readonly string[]): boolean {
  return TOLD_BY_NEXT.some((pattern) => pattern.test(words.slice(0, 2).join(' ')))
}
