import { maskEmail, maskPhone } from '#shared/accounts/mask.ts'
import type { AccountCard } from '#shared/accounts/views.ts'
import { decideGive, mayGive } from '#shared/adjustments/decide.ts'
import { decideReversal, type PostedFacts } from '#shared/adjustments/reversal.ts'
import type { AccountPage, Preview, ReversalAsk } from '#shared/adjustments/views.ts'
import { evaluate } from '#shared/credits/evaluate.ts'
import { type FairOffer, offerBar } from '#shared/credits/fair-offer.ts'
import { type SayFacts, sentenceToSay } from '#shared/credits/say.ts'
import type { CreditState, FairOfferView } from '#shared/credits/views.ts'
import { formatMoney, money, moneyView } from '#shared/money.ts'
import type { Actor } from '#shared/staff/roles.ts'
import type { Db } from '../db/client.ts'
import { digest } from '../programmes/digest.ts'
import { linksIn } from '../staff/links-of.ts'
import type { Clock } from '../work.ts'
import type { AccountFacts, CreditRow } from './account-facts.ts'
import { adjustmentView, requestFactsOf } from './adjustment-view.ts'
import { giveFacts } from './give-facts.ts'
import { type Loaded, loadAccount } from './load-account.ts'
import { askedOf, askView, itemName } from './reversal-asks.ts'
import { giveFactsOf, standingView } from './standing.ts'
import { timelineOf } from './timeline.ts'
import { sum, weightOf } from './weights.ts'

/** All of the account page in one answer. */
export async function accountPage(
  db: Db,
  ask: { accountId: string; outageId: string | null; actor: Actor; clock: Clock },
): Promise<AccountPage> {
  const { actor, clock } = ask
  const loaded = await loadAccount(db, { ...ask, businessDate: clock.businessDate })
  const { facts, desk, lines, offer } = loaded
  const give = giveFactsOf(facts, desk, actor, clock.businessDate)
  return {
    asOf: clock.now.toISOString(),
    businessDate: clock.businessDate,
    account: accountCard(facts),
    outage: desk.outage,
    otherOutages: desk.otherOutages,
    lines,
    credit: creditState(loaded, clock.now, actor),
    creditAsked: creditAsked(facts, actor),
    offer: offerView(facts, offer),
    say: sayOf(loaded, give.billOn),
    standing: standingView(give),
    mayGive: mayGive(actor, give.linked),
    reasons: desk.reasons,
    draft: desk.draft,
    adjustments: facts.adjustments.map((row) =>
      adjustmentView(row, requestFactsOf(row, facts, desk.stopped), actor),
    ),
    timeline: timelineOf(facts, desk.outage, lines),
  }
}

/** Before, change, after: decided by the same function as the posting, and nothing is written. */
export async function previewGive(
  db: Db,
  ask: {
    accountId: string
    outageId: string
    amount: bigint
    reasonCode: string
    note: string
    actor: Actor
    clock: Clock
  },
): Promise<Preview> {
  const { give, reason } = await giveFacts(db, { ...ask, businessDate: ask.clock.businessDate })
  const decision = decideGive(give, { amount: ask.amount, reason, note: ask.note })
  const { verdict, way, billOn, promisedBy, needs } = decision
  return {
    verdict,
    way,
    billOn,
    promisedBy,
    needs,
    before: moneyView(decision.before),
    change: moneyView(decision.change),
    after: moneyView(decision.after),
  }
}

export function accountCard({ account, lines }: AccountFacts): AccountCard {
  const { city, state, email, contactPhone, ...rest } = account
  return {
    ...rest,
    email: email && maskEmail(email),
    contactPhone: contactPhone && maskPhone(contactPhone),
    place: [city, state].filter(Boolean).join(', '),
    lines: lines.length,
  }
}

export function offerView({ account }: AccountFacts, offer: FairOffer): FairOfferView {
  const because = offerBar(account.type, account.status)
  return {
    ...offer,
    amount: moneyView(offer.amount),
    gross: moneyView(offer.gross),
    given: moneyView(offer.given),
    within: because === null,
    because,
  }
}

function creditFactsOf(credit: CreditRow, { linked }: Pick<AccountFacts, 'linked'>): PostedFacts {
  return {
    name: itemName({ adjustmentId: null }),
    amount: BigInt(credit.amount),
    currency: credit.currency,
    givenBy: (credit.givenBy ?? []).map(BigInt),
    reversed: credit.takenBack === '0' ? null : { by: credit.takenBackBy ?? 'a run' },
    asked: askedOf(credit.asked),
    linked: linksIn(linked),
  }
}

/** The credit that waits to be taken back, if one does. */
function creditAsked(facts: AccountFacts, actor: Actor): ReversalAsk | null {
  const credit = facts.credits.findLast((each) => each.asked !== null)
  if (!credit?.asked) return null
  const item = { ...credit, accountId: facts.account.accountId, adjustmentId: null }
  return askView(item, creditFactsOf(credit, facts), credit.asked, actor)
}

/** Given, or why not: worked out from the facts by the programme's own conditions, with the route for that segment. */
export function creditState(
  { facts, desk: { programme }, creditFacts }: Pick<Loaded, 'facts' | 'desk' | 'creditFacts'>,
  now: Date,
  actor: Actor,
): CreditState {
  const credit = facts.credits.at(-1)
  if (credit) {
    const { document, programmeId, programmeVersion, amount, currency, takenBack, ...more } = credit
    // The timeline tells these; what is not declared does not leave.
    const { givenBy, asked, takenBackOn, takenBackBecause, ...rest } = more
    const wording = document.wording.replace('{amount}', formatMoney(money(BigInt(amount), currency)))
    return {
      given: true,
      credit: {
        ...rest,
        amount: { minor: amount, currency },
        programme: { programmeId, version: programmeVersion, title: document.title, wording },
        takenBack: { minor: takenBack, currency },
        mayReverse: decideReversal(actor, creditFactsOf(credit, facts), BigInt(amount)).verdict,
      },
    }
  }
  if (!programme || !creditFacts)
    return {
      given: false,
      because: 'No credit programme is published for this outage.',
      route: null,
      programme: null,
    }
  const { because, route } = evaluate(creditFacts, programme, now.toISOString(), digest)
  const named = { programmeId: programme.id, version: programme.version, title: programme.title }
  if (because !== null) return { given: false, because, route, programme: named }
  return {
    given: false,
    because: 'The account meets the conditions; the next run of the programme will schedule the credit.',
    route: null,
    programme: named,
  }
}

/** A formatter is dear to make (125 µs) and cheap to use: one is kept for each zone. */
const formatters = new Map<string, Intl.DateTimeFormat>()
function monthDayIn(date: Date, zone: string): string {
  const known =
    formatters.get(zone) ??
    new Intl.DateTimeFormat('en-US', { month: 'long', day: 'numeric', timeZone: zone })
  formatters.set(zone, known)
  return known.format(date)
}
const monthDay = (day: string): string => monthDayIn(new Date(`${day}T12:00:00Z`), 'UTC')

function sayOf({ facts, desk, lines, offer }: Loaded, billOn: string): string {
  const affected = lines.filter((line) => line.secondsLost > 0)
  return sentenceToSay({
    type: facts.account.type,
    outageDay: desk.outage
      ? monthDayIn(new Date(desk.outage.startsAt), facts.account.timeZone)
      : 'the outage',
    lines: lines.length,
    affectedLines: affected.length,
    longestSeconds: Math.max(0, ...affected.map((line) => line.secondsLost)),
    given: offer.given,
    billed: billedOf(facts),
    offer: offer.amount,
    bar: offerBar(facts.account.type, facts.account.status),
    billDay: monthDay(billOn),
  })
}

/** What of all that was given stands on a bill already: the customer is sent to the bill that has it. */
function billedOf({ account, credits, adjustments }: AccountFacts): SayFacts['billed'] {
  const items = [
    ...credits.map((each) => ({ ...each, left: BigInt(each.amount) - BigInt(each.takenBack) })),
    ...adjustments.map((each) => ({ ...each, left: weightOf(each).posted })),
  ].filter(({ billing, left }) => billing === 'applied' && left > 0n)
  const last = items
    .map(({ billOn }) => billOn ?? '')
    .sort()
    .at(-1)
  if (!last) return null
  return { amount: money(sum(items.map(({ left }) => left)), account.currency), day: monthDay(last) }
}
