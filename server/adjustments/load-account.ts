import type { FairOffer } from '#shared/credits/fair-offer.ts'
import type { LineImpactView } from '#shared/outages/views.ts'
import type { Actor } from '#shared/staff/roles.ts'
import type { Db } from '../db/client.ts'
import { notFound } from '../refusal.ts'
import { type AccountFacts, accountFacts } from './account-facts.ts'
import { type DeskFacts, deskFacts } from './desk-facts.ts'
import { lineImpacts, offerOf } from './evidence.ts'

export type Loaded = { facts: AccountFacts; desk: DeskFacts; lines: LineImpactView[]; offer: FairOffer }

/** An account with its outage, evidence, money and limits: two statements, for the page and for whoever decides a request. */
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
  return { facts, desk, lines, offer: offerOf(facts, desk, lines) }
}
