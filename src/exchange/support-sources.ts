/** Where the statements that findings rest on can be read. The wording in this project is its own. */
export const SUPPORT_SOURCES = {
  /** The definition of a perimeter network (2008), restated with the any/any rule in 2013. */
  definition:
    'https://techcommunity.microsoft.com/t5/exchange-team-blog/exchange-firewalls-and-support-8230-oh-my/ba-p/595710',
  /** Why the role is not supported there (2009). */
  noCasInPerimeter: 'https://techcommunity.microsoft.com/blog/exchange/don039t-put-cas-in-the-perimeter-network/597927',
  /** The ports that a Client Access server in a perimeter network needs. */
  ports: 'https://docs.microsoft.com/en-us/archive/blogs/brad_hughes/how-not-to-deploy-client-access-servers',
  /** Any port, any protocol, incoming and outgoing, nothing altered; also to and from Lync and Skype for Business. */
  protocols: 'https://learn.microsoft.com/exchange/plan-and-deploy/deployment-ref/network-ports',
  /** What clients and other mail servers need: HTTP, POP3, IMAP4 (off by default) and SMTP. */
  clientPorts: 'https://learn.microsoft.com/exchange/plan-and-deploy/deployment-ref/network-ports',
  /** Which services listen for mail, and where. */
  connectors: 'https://learn.microsoft.com/exchange/mail-flow/connectors/receive-connectors',
  /** Every domain controller: outside the site and outside the domain too. */
  scope:
    'https://techcommunity.microsoft.com/blog/exchange/exchange-firewalls-and-support8230-oh-my/595710/replies/595727',
  /** Edge Transport is made for the perimeter. */
  edge: 'https://learn.microsoft.com/exchange/plan-and-deploy/deployment-ref/network-ports',
  /** Exchange needs writable domain controllers: read-only ones are not supported. */
  readOnly: 'https://learn.microsoft.com/exchange/plan-and-deploy/supportability-matrix',
  /** The same rule for Exchange 2013. */
  ports2013:
    'https://learn.microsoft.com/exchange/network-ports-for-clients-and-mail-flow-in-exchange-2013-exchange-2013-help',
} as const
