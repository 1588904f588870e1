import { type Case, factsOf, lost, start, unit } from '../facts.ts'

const facts = (hours: number, outage = {}, more = {}) =>
  factsOf(null, {
    account: { market: 'NY', affectedDeterminable: true },
    outage: { minutes: hours * 60, ...outage },
    units: [unit('1', 8400, 0, { kind: 'internet', losses: [lost(hours * 60)] })],
    ...more,
  })
const early = '2025-03-01T00:00:00Z'
const power = (hours: number, back: number) =>
  facts(hours, { cause: 'commercial_power', powerBackAt: start + back * 3600 })
export const cases: Case[] = [
  {
    what: 'one hour: a day, on request',
    facts: facts(1),
    at: early,
    gives: 300,
    state: 'toClaim',
    figure: 'the bill: a day for each 24 hours or fraction; 84 ÷ 28',
  },
  { what: '24 hours: a day, by itself', facts: facts(24), gives: 300, state: 'due' },
  { what: '25 hours: two days', facts: facts(25), gives: 600, state: 'due' },
  {
    what: 'a power cut of two hours, service back 20 hours after power',
    facts: power(22, 2),
    at: early,
    gives: 0,
    because: 'gives nothing',
  },
  { what: 'service back 30 hours after power: six hours count', facts: power(32, 2), gives: 300 },
  {
    what: 'not known when power came back',
    facts: facts(32, { cause: 'commercial_power' }),
    gives: 0,
    because: 'commercial power came back',
  },
]
