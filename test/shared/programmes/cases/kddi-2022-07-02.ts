import { type Case, factsOf, lost, unit } from '../facts.ts'

const facts = (line: ReturnType<typeof unit>) =>
  factsOf('kddi-2022-07-02', { units: [line], daysInMonth: 31 })
const out = (minutes: number, service: string, after = 0) => lost(minutes, after, service)
const whole = 61 * 60 + 25
export const cases: Case[] = [
  {
    what: 'voice-only with a basic fee of ¥1,500',
    facts: facts(
      unit('1', 1500, 0, { plan: 'postpaid', services: ['voice'], losses: [out(whole, 'voice')] }),
    ),
    gives: 297,
    figure: '1500 × 2 ÷ 31 = 96.77 → 97; + 200',
  },
  {
    what: 'a data customer who still had data',
    facts: facts(
      unit('1', 4000, 0, {
        plan: 'postpaid',
        services: ['voice', 'data', 'sms'],
        losses: [out(whole, 'voice'), out(whole, 'sms')],
      }),
    ),
    gives: 200,
    figure: 'published: ¥200',
  },
  {
    what: 'everything out at once for 24 hours',
    facts: facts(
      unit('1', 3100, 0, {
        plan: 'postpaid',
        services: ['voice', 'data'],
        losses: [out(whole, 'voice'), out(1440, 'data', 60)],
      }),
    ),
    gives: 400,
  },
  {
    what: 'both out for a day, but together for less',
    facts: facts(
      unit('1', 3100, 0, {
        plan: 'postpaid',
        services: ['voice', 'data'],
        losses: [out(1440, 'voice'), out(1440, 'data', 60)],
      }),
    ),
    gives: 200,
  },
  {
    what: 'no base fee: data',
    facts: facts(
      unit('1', 0, 0, { plan: 'no_base_fee', services: ['voice', 'data'], losses: [out(whole, 'voice')] }),
    ),
    gives: 0,
    inKind: '1',
  },
]
