import type { Facts } from '#shared/credits/facts.ts'
import type { FairOffer } from '#shared/credits/fair-offer.ts'
import type { LineImpactView } from '#shared/outages/views.ts'
import type { Actor } from '#shared/staff/roles.ts'
import { localDate } from '#shared/time.ts'
import { factsInHand } from '../credits/facts-in-hand.ts'
import { factsOfAccount } from '../credits/load-facts.ts'
import type { Db } from '../db/client.ts'
import { notFound } from '../refusal.ts'
import { type AccountFacts, accountFacts } from './account-facts.ts'
import { type DeskFacts, deskFacts } from './desk-facts.ts'
import { lineImpacts, offerOf } from './evidence.ts'

export type Loaded = {
  facts: AccountFacts
  desk: DeskFacts
  lines: LineImpactView[]
  offer: FairOffer
  /** What the programme in force is evaluated on, for an account that it gave nothing yet. */
  creditFacts: Facts | null
}

/**
 * An account with its outage, evidence, money and limits: two statements, for the page and for whoever decides a request.
 * Without a credit the programme's facts are those of a run, so that page and run cannot disagree: made by the run's rule
 * from what is in hand, or loaded as a run loads them where a programme asks for more.
 */
export async function loadAccount(
  db: Db,
  ask: { accountId: string; outageId: string | null; actor: Actor; businessDate: string },
): Promise<Loaded> {
  const desk = await deskFacts(db, {
    accountId: ask.accountId,
    outageId: ask.outageId,
    staffId: ask.actor.staffId,
    businessDate: ask.businessDate,
  })
  if (ask.outageId && desk.outage?.outageId !== ask.outageId) throw notFound('outage')
  const facts = await accountFacts(db, ask.accountId, desk.outage?.outageId ?? '')
  if (!facts) throw notFound('account')
  const lines = lineImpacts(facts, desk.outage)
  return {
    facts,
    desk,
    lines,
    offer: offerOf(facts, desk, lines),
    creditFacts: await creditFactsOf(db, facts, desk, lines),
  }
}

async function creditFactsOf(
  db: Db,
  { account, credits }: AccountFacts,
  { programme, outage }: DeskFacts,
  lines: readonly LineImpactView[],
): Promise<Facts | null> {
  if (!programme || !outage || credits.length > 0) return null
  const { outageId, cause, timeZone } = outage
  const startsAt = new Date(outage.startsAt)
  const affected = lines.filter(({ secondsLost }) => secondsLost > 0)
  const inHand = factsInHand(
    programme,
    { outageId, cause, timeZone, startsAt, endsAt: new Date(outage.endsAt) },
    {
      ...account,
      market: account.state,
      closedBeforeStart:
        account.closedOn !== null && account.closedOn < localDate(startsAt, account.timeZone),
      lineCount: lines.length,
      anyAffected: affected.length > 0,
      anyActiveAffected: affected.some(({ status }) => status === 'active'),
    },
  )
  return inHand ?? (await factsOfAccount(db, programme, outageId, account.accountId))?.facts ?? null
}
