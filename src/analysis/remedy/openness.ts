import type { Server } from '../../model/network.ts'
import type { Inquiry } from '../access.ts'
import { exposures } from '../exposure.ts'
import type { Openness } from '../remedy-result.ts'
import { countPorts } from '../services-of.ts'

/** What the servers can open in other zones, added up. */
export function opennessOf(inquiry: Inquiry, from: readonly Server[]): Openness {
  const open = exposures(inquiry, from).filter(({ services, openTcpPorts, openUdpPorts }) => {
    return services.all || openTcpPorts + openUdpPorts > 0
  })
  return {
    from: from.map(({ name }) => name),
    servers: new Set(open.map(({ server }) => server)).size,
    wholly: new Set(open.filter(({ services }) => services.all).map(({ server }) => server)).size,
    tcpPorts: open.reduce((sum, { services }) => sum + countPorts(services.tcp), 0),
    udpPorts: open.reduce((sum, { services }) => sum + countPorts(services.udp), 0),
  }
}
