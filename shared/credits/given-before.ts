import { formatMoney } from '../money.ts'
import type { Programme } from '../programmes/document.ts'
import type { Facts, Given } from './facts.ts'
import { decide, type Trail } from './trail.ts'

/** A higher version pays the difference, pays anew, or pays nothing to whom an earlier one paid. */
export function afterVersions(
  { supersession, currency }: Programme,
  own: readonly Given[],
  total: bigint,
  trail: Trail,
): bigint {
  const before = sumOf(own)
  if (before === 0n || supersession.mode === 'replace') return total
  const left = supersession.mode === 'delta' ? total - before : 0n
  decide(trail, {
    id: 'given-before',
    input: formatMoney({ minor: before, currency }),
    expected:
      supersession.mode === 'delta' ? `less than ${formatMoney({ minor: total, currency })}` : 'nothing',
    passed: left > 0n,
    words: `${formatMoney({ minor: before, currency })} was given under this programme before${left > 0n ? '; the difference is due.' : '.'}`,
  })
  return left > 0n ? left : 0n
}

/** Programmes of one group for one outage: exclusive ones add nothing, offset ones pay what is more (the larger of the two). */
export function afterOthers(
  { id, stacking, currency }: Programme,
  facts: Facts,
  given: readonly Given[],
  total: bigint,
  trail: Trail,
): bigint {
  if (stacking.across === 'additive' || stacking.group === undefined) return total
  const others = given.filter(
    (each) => each.group === stacking.group && each.programme !== id && each.outage === facts.outage.id,
  )
  const before = sumOf(others)
  if (before === 0n) return total
  const left = stacking.across === 'offset' && total > before ? total - before : 0n
  decide(trail, {
    id: 'other-programme',
    input: formatMoney({ minor: before, currency }),
    expected:
      stacking.across === 'exclusive' ? 'nothing' : `less than ${formatMoney({ minor: total, currency })}`,
    passed: left > 0n,
    words: `Another programme gave ${formatMoney({ minor: before, currency })} for this outage${left > 0n ? ', which is set off.' : '; this one adds nothing.'}`,
  })
  return left
}

/** What is left of a cap or count over a rolling window of days. */
export function afterWindow(
  { id, limits, currency }: Programme,
  given: readonly Given[],
  total: bigint,
  trail: Trail,
): bigint {
  const window = limits?.perWindow
  if (!window) return total
  const recent = given.filter(
    (each) => each.programme === id && each.daysAgo < window.days && BigInt(each.minor) > 0n,
  )
  const left = window.cap === undefined ? total : BigInt(window.cap) - sumOf(recent)
  const tooMany = window.count !== undefined && recent.length >= window.count
  const passed = left > 0n && !tooMany
  const words = tooMany
    ? `${recent.length} credits in ${window.days} days are the most the programme gives.`
    : `${formatMoney({ minor: sumOf(recent), currency })} was given in the last ${window.days} days.`
  if (recent.length > 0)
    decide(trail, {
      id: 'rolling-window',
      input: `${recent.length} in ${window.days} days`,
      expected:
        window.count === undefined
          ? `less than ${formatMoney({ minor: BigInt(window.cap ?? '0'), currency })}`
          : `fewer than ${window.count}`,
      passed,
      words,
    })
  if (!passed) return 0n
  return left < total ? left : total
}

const sumOf = (given: readonly Given[]): bigint => given.reduce((sum, each) => sum + BigInt(each.minor), 0n)
