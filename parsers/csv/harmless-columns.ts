/**
 * Columns that are known to say nothing about traffic, by their names in English, German, French and Spanish. A name
 * counts only as a whole: every word of it has to be known here, and one of them has to be a subject.
 */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/** Words that make a column one about people, paperwork, usage or display. */
const SUBJECTS = words(`
  owner owners requester requestor requestors requesters requested approver approvers approved approval author contact contacts responsible reviewer reviewed
  ticket tickets jira servicenow incident rfc reference references
  comment comments remark remarks note notes description descriptions justification purpose rationale annotation annotations memo
  hit hits hitcount hitcnt counter counters bytes kbytes packets
  created creation modified modification updated edited
  uuid guid tags tag color colour
  log logs logging logged syslog track tracking tracker
  department
  besitzer eigentümer verantwortlich verantwortlicher verantwortliche ansprechpartner antragsteller genehmigt genehmiger bearbeiter
  bemerkung bemerkungen kommentar kommentare beschreibung begründung anmerkung anmerkungen notiz notizen hinweis zweck
  treffer trefferzähler erstellt geändert angelegt abteilung kostenstelle farbe protokollierung
  propriétaire responsable demandeur demandé approbateur commentaire commentaires remarque remarques justificatif motif
  créé créée modifié modifiée journal journalisation couleur étiquettes
  propietario solicitante aprobador comentario comentarios descripción observaciones observación justificación motivo
  creado creada modificado modificada registro color etiquetas
`)

/** Words that may stand beside a subject. */
const COMPANIONS = words(`
  the of by on at in for and a id ids no nr number numbers num name names date time timestamp day days count counts total last first latest
  business technical rule policy request change application user info information text field free internal external
  level setting settings status mode usage seen used rate percentage per since reset begin start end enabled enable send sent events
  von am durch datum uhrzeit zeit zuletzt letzte letzter letztes erste erster erstes regel nummer anzahl fachlich fachlicher
  par le la les de du des date heure dernier dernière premier première règle numéro nombre
  por el los las del fecha hora último última primero primera regla número
`)

/** Names that are harmless as they stand, though their words alone need not be. */
const NAMES: ReadonlySet<string> = new Set(
  `id | rule id | ruleid | policy id | policyid | request id | change id | change number | change no | change date | change time | change by | changed by
  | changed on | changed | changed at | change request | ticket id | unique id | unique identifier | sys id | object id | reference id | ref | ref no
  | request no | request number | request date | requested on | reason | risk | risk level | risk score | risk rating | severity | criticality
  | team | project | project name | cost center | cost centre | last hit | first hit | last used | first used | last seen | first seen | last use | age | usage
  | rule usage | rule usage rule usage | rule usage apps seen | days with no new apps | resolved | active sessions | sessions | bandwidth
  | options | dynamic | statetype | state policy | send events to fmc | grouping | display group | edge traversal | edge traversal policy | section | section title | category name | audit | audit comment | revision | version of rule | row | row number | line number
  | disable server response inspection | user comment | created by user | last modified user | local user owner | action required by | time zone | timezone
  | grund | projekt | antrag | antragsnummer | änderungsdatum | geändert am | geändert von | aenderungsdatum | lfd nummer | risiko | regel id | zeile
  | raison | projet | risque | équipe | identifiant | razón | proyecto | riesgo | equipo | identificador`
    .split('|')
    .map((name) => name.trim()),
)

/** Whether a normalised header is known to say nothing about what a rule matches. */
export function isHarmlessName(name: string): boolean {
  if (NAMES.has(name)) return true
  const parts = name.split(' ')
  return (
    parts.length <= 8 &&
    parts.some((part) => SUBJECTS.has(part)) &&
    parts.every((part) => SUBJECTS.has(part) || COMPANIONS.has(part))
  )
}
