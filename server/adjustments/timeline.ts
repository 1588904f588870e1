import { causeWords } from '#shared/adjustments/states.ts'
import type { TimelineEntry } from '#shared/adjustments/views.ts'
import { outcomeWords, talksToWords, verificationWords } from '#shared/contacts/states.ts'
import { formatMoney, money } from '#shared/money.ts'
import { evidenceOf } from '#shared/outages/evidence-words.ts'
import type { LineImpactView, OutageView } from '#shared/outages/views.ts'
import { adjustmentNumber } from '#shared/request-numbers.ts'
import { localDate } from '#shared/time.ts'
import type { AccountFacts, AdjustmentRow, CreditRow } from './account-facts.ts'

type Entry = Omit<TimelineEntry, 'amount' | 'adjustmentId' | 'by' | 'detail'> &
  Partial<Pick<TimelineEntry, 'amount' | 'adjustmentId' | 'by' | 'detail'>>
const entry = (parts: Entry): TimelineEntry => ({
  amount: null,
  adjustmentId: null,
  by: null,
  detail: null,
  ...parts,
})
/** A civil date as an instant for sorting: noon, so that it falls on its day in every zone of the market. */
const noon = (day: string): string => `${day}T18:00:00.000Z`

/** Everything that happened to the account for this outage, newest first. */
export function timelineOf(
  facts: AccountFacts,
  outage: OutageView | null,
  lines: readonly LineImpactView[],
): TimelineEntry[] {
  const entries = [
    ...(outage ? [outageEntry(facts, outage, lines)] : []),
    ...facts.credits.flatMap(creditEntries),
    ...facts.notices.map((notice) =>
      entry({
        id: `notice-${notice.noticeId}`,
        at: noon(notice.day),
        day: notice.day,
        tone: 'notice',
        title: `${notice.channel === 'text' ? 'Text' : 'E-mail'} to the customer: ${notice.state}`,
        // A code is in what was sent and nowhere else.
        detail: [notice.body.replace('{code}', '••••••'), notice.because].filter(Boolean).join(' · '),
      }),
    ),
    ...facts.contacts.map(contactEntry),
    ...facts.settlements.map((settled) =>
      entry({
        id: `settled-${settled.transferId}`,
        at: settled.at,
        day: settled.day,
        tone: 'given',
        title: `${formatMoney(money(BigInt(settled.amount), settled.currency))} ${settled.way === 'refund' ? 'sent as a refund' : 'sent to the final bill'}`,
        detail: settled.reason,
        by: settled.by,
      }),
    ),
    ...facts.adjustments.flatMap(adjustmentEntries),
  ]
  return entries.sort(
    (one, other) =>
      other.day.localeCompare(one.day) || other.at.localeCompare(one.at) || other.id.localeCompare(one.id),
  )
}

function outageEntry(
  facts: AccountFacts,
  outage: OutageView,
  lines: readonly LineImpactView[],
): TimelineEntry {
  const affected = lines.filter((line) => line.secondsLost > 0)
  const day = localDate(new Date(outage.startsAt), facts.account.timeZone)
  const title =
    affected.length === 0
      ? 'No line lost service'
      : `${affected.length} of ${lines.length} ${lines.length === 1 ? 'line' : 'lines'} lost service`
  return entry({
    id: `outage-${outage.outageId}`,
    at: outage.startsAt,
    day,
    tone: 'outage',
    title,
    detail: outage.name,
    by: evidenceOf(lines.flatMap((line) => line.sources)),
  })
}

/** Whoever calls again was talked to before: by whom, known how, and how it ended. Why an account was opened without its caller is the supervisor's to read. */
function contactEntry(contact: AccountFacts['contacts'][number]): TimelineEntry {
  const { contactId, talksTo, verification, outcome, by, at, day } = contact
  const isCall = verification !== 'break-glass'
  return entry({
    id: `contact-${contactId}`,
    at,
    day,
    tone: 'neutral',
    title: isCall ? 'Call' : 'Opened without the caller',
    detail: [
      talksTo !== 'holder' && talksTo !== 'nobody' && talksToWords[talksTo].toLowerCase(),
      isCall && verification && `verified by ${verificationWords[verification]}`,
      outcome ? outcomeWords[outcome].toLowerCase() : 'going on',
    ]
      .filter(Boolean)
      .join(' · '),
    by,
  })
}

function creditEntries(credit: CreditRow): TimelineEntry[] {
  const amount = money(BigInt(credit.amount), credit.currency)
  const view = { minor: credit.amount, currency: credit.currency }
  const title = `Automatic credit ${formatMoney(amount)}`
  const step = (
    name: string,
    day: string | null,
    words: string,
    tone: TimelineEntry['tone'],
    detail: string | null,
  ) =>
    day
      ? [
          entry({
            id: `credit-${credit.creditId}-${name}`,
            at: noon(day),
            day,
            tone,
            title: `${title} ${words}`,
            detail,
            amount: name === '1scheduled' ? view : null,
          }),
        ]
      : []
  return [
    ...step(
      '1scheduled',
      credit.scheduledOn,
      'scheduled',
      'given',
      `${credit.document.title} v${credit.programmeVersion}`,
    ),
    ...step('6taken-back', credit.takenBackOn, 'taken back', 'refused', credit.takenBackBecause).map(
      (each) => ({
        ...each,
        by: credit.takenBackBy,
        title:
          credit.takenBack === credit.amount
            ? each.title
            : `${formatMoney(money(BigInt(credit.takenBack), credit.currency))} of the automatic credit taken back`,
      }),
    ),
    ...step('4applied', credit.appliedOn, 'on the bill', 'given', null),
    ...step('5failed', credit.failedOn, 'could not be billed', 'refused', credit.failedBecause),
  ]
}

function adjustmentEntries(row: AdjustmentRow): TimelineEntry[] {
  const number = adjustmentNumber(row.adjustmentId)
  const text = (minor: string) => formatMoney(money(BigInt(minor), row.currency))
  const at = row.requestedAt
  const base = { adjustmentId: row.adjustmentId, day: row.day }
  const asked = `${causeWords[row.kind]}${row.note ? ` · “${row.note}”` : ''}`
  const entries: TimelineEntry[] = []
  if (row.approvalsNeeded === 0) {
    entries.push(
      entry({
        ...base,
        id: `adjustment-${row.adjustmentId}-1`,
        at,
        tone: 'given',
        title: `${text(row.granted ?? row.requested)} credited`,
        detail: `${number} · ${asked}`,
        by: row.requestedByName,
        amount: { minor: row.granted ?? row.requested, currency: row.currency },
      }),
    )
  } else {
    entries.push(
      entry({
        ...base,
        id: `adjustment-${row.adjustmentId}-1`,
        at,
        tone: 'asked',
        title: `${text(row.requested)} asked for`,
        detail: `${number} · ${asked}`,
        by: row.requestedByName,
      }),
    )
    if (row.decidedAt || row.state === 'withdrawn' || row.state === 'expired') {
      const words = {
        granted: `${text(row.granted ?? row.requested)} granted`,
        reversed: `${text(row.granted ?? row.requested)} granted`,
        refused: `Request for ${text(row.requested)} refused`,
        returned: `Request for ${text(row.requested)} sent back`,
        withdrawn: `Request for ${text(row.requested)} withdrawn`,
        expired: `Request for ${text(row.requested)} expired`,
        requested: '',
      }[row.state]
      const good = row.state === 'granted' || row.state === 'reversed'
      entries.push(
        entry({
          ...base,
          id: `adjustment-${row.adjustmentId}-2`,
          // When one was withdrawn is the journal's to say: here it stands behind its asking, and never in the future.
          at: row.decidedAt ?? (row.state === 'expired' ? (row.expiresAt ?? at) : at),
          tone: good ? 'given' : 'refused',
          title: words,
          detail: row.decisionReason ? `${number} · ${row.decisionReason}` : number,
          by: row.decidedByName,
          amount: good ? { minor: row.granted ?? row.requested, currency: row.currency } : null,
        }),
      )
    }
  }
  if (row.reversal) {
    entries.push(
      entry({
        ...base,
        day: row.reversal.day,
        id: `adjustment-${row.adjustmentId}-3`,
        at: row.reversal.at,
        tone: 'refused',
        title: `${text(row.reversal.amount)} taken back`,
        detail: `${number} · ${row.reversal.reason}`,
        by: row.reversal.by,
      }),
    )
  }
  return entries
}
