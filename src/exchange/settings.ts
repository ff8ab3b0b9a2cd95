/**
 * Settings of client access services that are to be alike on all Client Access servers of an AD site, by column of the
 * exports of `Get-ClientAccessServer` and the `Get-*VirtualDirectory` cmdlets, in lower case. What each server has of its own
 * (names, identities, times) is left out.
 * Sources: "Client Access server load balancing best practices" (techcommunity.microsoft.com/blog/exchange/597808);
 * learn.microsoft.com/powershell/module/exchange/set-activesyncvirtualdirectory and its siblings.
 */
const COMPARED: ReadonlySet<string> = new Set([
  'autodiscoverserviceinternaluri',
  'autodiscoversitescope',
  'internalurl',
  'externalurl',
  'internalhostname',
  'externalhostname',
  'internalauthenticationmethods',
  'externalauthenticationmethods',
  'internalclientauthenticationmethod',
  'externalclientauthenticationmethod',
  'clientauthenticationmethod',
  'iisauthenticationmethods',
  'basicauthentication',
  'windowsauthentication',
  'digestauthentication',
  'formsauthentication',
  'wssecurityauthentication',
  'oauthauthentication',
  'certificateauthentication',
  'basicauthenabled',
  'windowsauthenabled',
  'clientcertauth',
  'compressionenabled',
  'logonformat',
  'defaultdomain',
  'redirecttooptimalowaserver',
  'exchange2003url',
  'failbackurl',
  'legacyredirecttype',
  'mobileclientcertificateprovisioningenabled',
  'activesyncserver',
  'websitesslenabled',
  'mrsproxyenabled',
  'gziplevel',
  'requiressl',
  'ssloffloading',
  'internalclientsrequiressl',
  'externalclientsrequiressl',
  'extendedprotectiontokenchecking',
  'extendedprotectionflags',
  'extendedprotectionspnlist',
])

/** Whether the servers of a site are to agree in a column; case does not count. */
export function isSharedSetting(column: string): boolean {
  return COMPARED.has(column.toLowerCase())
}

/**
 * A value as it is compared: without regard to case, lists as sets, addresses of the web without default port and last slash.
 * The server's own name counts as one word, because in a site that is not published each server may be called by its own.
 */
export function comparableSetting(column: string, value: string, server: string): string {
  if (/(?:url|uri|hostname|activesyncserver)$/i.test(column)) return comparableUrl(value, server)
  const items = value
    .replace(/^\{(.*)\}$/s, '$1')
    .split(/[,;\s]+/)
    .filter((item) => item !== '')
  return [...new Set(items.map((item) => item.toLowerCase()))].sort().join(' ')
}

function comparableUrl(value: string, server: string): string {
  const url = value.trim().toLowerCase()
  const scheme = /^[a-z]+:\/\//.exec(url)?.[0] ?? ''
  const host = /^[^/:]*/.exec(url.slice(scheme.length))?.[0] ?? ''
  const behind = url.slice(scheme.length + host.length)
  const port = /^:\d+/.exec(behind)?.[0] ?? ''
  const path = behind.slice(port.length)
  const name = server.toLowerCase()
  const own = host === name || host.startsWith(`${name}.`) ? '(own name)' : host
  const isDefault = (scheme === 'https://' && port === ':443') || (scheme === 'http://' && port === ':80')
  return `${scheme}${own}${isDefault ? '' : port}${path.replace(/\/$/, '')}`
}
