import { readFileSync } from 'node:fs'
import { digest } from '#server/programmes/digest.ts'
import { evaluate } from '#shared/credits/evaluate.ts'
import type { Facts } from '#shared/credits/facts.ts'
import type { Programme } from '#shared/programmes/document.ts'

/** `node --import tsx test/bench/evaluate.ts`: accounts evaluated a second on one core, with decisions, arithmetic and hash. */
const start = 1_708_591_500
const count = 100_000
const at = '2024-02-25T12:00:00Z'

function factsOf(index: number, outage: string): Facts {
  const lines = 1 + (index % 5)
  return {
    account: {
      type: 'consumer',
      status: 'active',
      goodStanding: true,
      brand: 'main',
      market: 'TX',
      closedBeforeStart: false,
      anyActiveLineAffected: true,
    },
    outage: {
      id: outage,
      cause: 'core_configuration',
      date: '2025-02-22',
      sitesOut: 12,
      longestSiteOutageMinutes: 90,
      startsAt: start,
      endsAt: start + 41_100,
    },
    calendar: { daysInMonth: 29 },
    units: Array.from({ length: lines }, (_, line) => ({
      id: `${index}${line}`,
      kind: 'wireless_voice',
      active: true,
      attachedAtStart: true,
      charges: { plan: String(3_500 + ((index * 7 + line) % 50) * 100) },
      losses: [{ service: 'all', from: start, to: start + 3_000 + ((index * 31 + line) % 40) * 900 }],
    })),
  }
}

for (const id of ['make-it-right-2024-02-22', 'att-guarantee-wireless-2025']) {
  const programme = JSON.parse(
    readFileSync(new URL(`../../programmes/${id}.json`, import.meta.url), 'utf8'),
  ) as Programme
  const all = Array.from({ length: count }, (_, index) => factsOf(index, programme.outage ?? 'any'))
  const hashes = all.slice(0, 20_000).map((facts) => evaluate(facts, programme, at, digest).hash)
  const began = process.cpuUsage()
  let differing = 0
  for (const [index, facts] of all.entries()) {
    const { hash } = evaluate(facts, programme, at, digest)
    if (index < hashes.length && hash !== hashes[index]) differing += 1
  }
  const { user, system } = process.cpuUsage(began)
  const seconds = (user + system) / 1e6
  process.stdout.write(
    `${id}: ${Math.round(count / seconds).toLocaleString('en-US')} accounts a second of processor time, ${differing} differing\n`,
  )
}
