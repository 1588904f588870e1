import type { Facts } from '#shared/credits/facts.ts'
import type { FairOffer } from '#shared/credits/fair-offer.ts'
import type { LineImpactView } from '#shared/outages/views.ts'
import type { Actor } from '#shared/staff/roles.ts'
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
 * Without a credit the programme's own facts are loaded as a run loads them, so that page and run cannot disagree.
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
  const { programme, outage } = desk
  const given =
    programme && outage && facts.credits.length === 0
      ? await factsOfAccount(db, programme, outage.outageId, ask.accountId)
      : null
  return {
    facts,
    desk,
    lines,
    offer: offerOf(facts, desk, lines),
    creditFacts: given?.facts ?? null,
  }
}
