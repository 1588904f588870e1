import fc from 'fast-check'
import type { Facts, UnitFacts } from '#shared/credits/facts.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { unitKinds } from '#shared/programmes/fact-names.ts'
import { days, factsOf, start, unit, units } from '../programmes/facts.ts'
import { programmes } from './published.ts'

const anyUnit = (id: string): fc.Arbitrary<UnitFacts> =>
  fc
    .record({
      kind: fc.constantFrom(...unitKinds),
      plan: fc.constantFrom('postpaid', 'prepaid', 'no_base_fee', null),
      customer: fc.constantFrom('consumer', 'small_business'),
      flags: fc.boolean(),
      monthly: fc.bigInt({ min: -500n, max: 1_000_000n }),
      losses: fc.array(
        fc.record({
          service: fc.constantFrom('all', 'voice', 'data', 'sms'),
          from: fc.integer({ min: 0, max: 400_000 }),
          length: fc.integer({ min: -100, max: 500_000 }),
        }),
        { maxLength: 4 },
      ),
      count: fc.integer({ min: 0, max: 9 }),
    })
    .map(({ kind, plan, customer, flags, monthly, losses, count }) => ({
      id,
      kind,
      plan,
      customer,
      active: true,
      attachedAtStart: flags,
      carrierEquipment: true,
      multiDwelling: false,
      inCoverage: true,
      onBurntCable: flags,
      listedPlan: true,
      paidOtherwise: false,
      missedVisits: count,
      topUpMinor: count * 1000,
      waitMinutes: count,
      calledBack: flags,
      reportedAt: start,
      charges: { plan: monthly.toString() },
      pastBills: [monthly.toString()],
      losses: losses.map(({ service, from, length }) => ({
        service,
        from: start + from,
        to: start + from + length,
      })),
    }))
/** Strange but possible facts: losses that end before they start, negative charges, places not known. */
const anyFacts = (programme: Programme): fc.Arbitrary<Facts> =>
  fc
    .record({
      type: fc.constantFrom('consumer', 'small_business', 'business', 'prepaid', 'sub_brand'),
      status: fc.constantFrom('active', 'closed'),
      market: fc.constantFrom('TX', 'NY', 'NJ', 'CA', null),
      cause: fc.constantFrom('core_configuration', 'weather', 'commercial_power', null),
      date: fc.constantFrom('2025-02-22', '2026-05-04', '2020-01-01'),
      lines: fc
        .integer({ min: 0, max: 6 })
        .chain((count) =>
          fc.tuple(...units(count, (index) => unit(`${index}`, 0, 0)).map(({ id }) => anyUnit(id))),
        ),
      given: fc.bigInt({ min: 0n, max: 3000n }),
      loss: fc.integer({ min: 0, max: 100_000 }),
      claimed: fc.boolean(),
    })
    .map(({ type, status, market, cause, date, lines, given, loss, claimed }) => ({
      ...factsOf(programme.outage, {
        account: { type, status, market, brand: 'rogers', affectedDeterminable: claimed },
        outage: { cause, date, awareAt: start, powerBackAt: start },
        units: lines,
        days: days(20),
      }),
      claim: {
        documentedLossMinor: loss,
        usageConfirmed: true,
        evidence: claimed,
        ...(claimed ? { madeOn: '2025-02-24' } : {}),
      },
      given:
        given === 0n
          ? []
          : [
              {
                programme: programme.id,
                version: 1,
                outage: programme.outage ?? 'some-outage',
                minor: given.toString(),
                daysAgo: 10,
              },
            ],
    }))
/** Any of the published programmes, with facts that could be about it. */
export const anyCase = fc
  .constantFrom(...programmes)
  .chain((programme) => anyFacts(programme).map((facts) => ({ programme, facts })))
