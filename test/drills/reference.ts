/**
 * What the rulings say, written a second time, small and without a database: limits (4), requests (5), reversals (8), one
 * credit per cause (9). M1 holds the desk against it; nothing of the product is imported here.
 */
export type Level = 'agent' | 'senior' | 'supervisor' | 'manager'
export type Body = { staffId: bigint; level: Level }
export type State = 'requested' | 'granted' | 'refused' | 'withdrawn' | 'expired' | 'reversed'
export type Item = {
  adjustmentId: string
  state: State
  /** Its day is over, and nobody has ended it yet. */
  ranOut: boolean
  kind: string
  requested: bigint
  granted: bigint | null
  takenBack: bigint | null
  needs: { role: 'supervisor' | 'manager'; approvals: 1 | 2 } | null
  requestedBy: bigint
  approvals: { by: bigint; amount: bigint }[]
}
export type Account = Item[]
export type Answer = { ok: true; way?: 'post' | 'request' } | { ok: false; code: string }

export const levels: Record<Level, { action: bigint; account: bigint }> = {
  agent: { action: 1500n, account: 3000n },
  senior: { action: 3000n, account: 6000n },
  supervisor: { action: 10_000n, account: 20_000n },
  manager: { action: 50_000n, account: 100_000n },
}
const no = (code: string): Answer => ({ ok: false, code })
const sum = (amounts: bigint[]) => amounts.reduce((total, amount) => total + amount, 0n)
const posted = ({ granted, takenBack }: Item) => (granted ?? 0n) - (takenBack ?? 0n)
const waits = (item: Item) => item.state === 'requested' && !item.ranOut
const weight = (item: Item) => (waits(item) ? item.requested : posted(item))
export const given = (account: Account): bigint => sum(account.map(posted))
export const moved = (account: Account): bigint => sum(account.map(weight))

export type Decision = { answer: Answer; needs: Item['needs'] }

export function decide(account: Account, by: Body, amount: bigint, kind: string): Decision {
  const before = moved(account)
  const same = account.filter((item) => item.kind === kind)
  const refused = (code: string) => ({ answer: no(code), needs: null })
  if (amount <= 0n) return refused('AMOUNT_INVALID')
  if (same.some(waits)) return refused('ALREADY_ASKED')
  if (before + amount > 2n * levels.manager.account) return refused('OVER_LIMIT')
  const { action, account: cap } = levels[by.level]
  const again = same.some(({ state }) => state === 'granted')
  const over = amount > action || (before > 0n && before + amount > cap)
  if (!again && !over) return { answer: { ok: true, way: 'post' }, needs: null }
  const covers = (level: 'supervisor' | 'manager') =>
    amount <= levels[level].action && before + amount <= levels[level].account
  const role = covers('supervisor') ? 'supervisor' : 'manager'
  return { answer: { ok: true, way: 'request' }, needs: { role, approvals: covers(role) ? 1 : 2 } }
}

const deciding = (by: Body) => by.level === 'supervisor' || by.level === 'manager'
const openOr = (item: Item): Answer =>
  item.state !== 'requested' ? no('ALREADY_DECIDED') : item.ranOut ? no('EXPIRED') : { ok: true }

function touch(item: Item, by: Body): Answer {
  if (!deciding(by)) return no('NOT_ALLOWED')
  const open = openOr(item)
  if (!open.ok) return open
  if (item.requestedBy === by.staffId) return no('SELF_APPROVAL')
  if (item.needs?.role === 'manager' && by.level !== 'manager') return no('OVER_AUTHORITY')
  return open
}

export function approve(account: Account, item: Item, by: Body, amount: bigint): Answer {
  const may = touch(item, by)
  if (!may.ok) return may
  if (amount <= 0n) return no('AMOUNT_INVALID')
  if (amount > item.requested) return no('OVER_LIMIT')
  if (item.approvals.some((approval) => approval.by === by.staffId)) return no('OWN_GRANT')
  if (item.needs?.approvals === 1) {
    const { action, account: cap } = levels[by.level]
    const others = moved(account.filter((other) => other !== item))
    if (amount > action || others + amount > cap) return no('OVER_AUTHORITY')
  }
  item.approvals.push({ by: by.staffId, amount })
  if (item.approvals.length < (item.needs?.approvals ?? 1)) return may
  item.state = 'granted'
  item.granted = item.approvals
    .map((approval) => approval.amount)
    .reduce((least, each) => (each < least ? each : least))
  return may
}

export function refuse(item: Item, by: Body): Answer {
  const may = touch(item, by)
  if (may.ok) item.state = 'refused'
  return may
}

export function withdraw(item: Item, by: Body): Answer {
  const open = openOr(item)
  if (!open.ok) return open
  if (item.requestedBy !== by.staffId) return no('NOT_ALLOWED')
  item.state = 'withdrawn'
  return open
}

/** Within one's limit; above it a reversal is a request of its own, which is not in this model. */
export function reverse(item: Item, by: Body, amount: bigint): Answer {
  if (!deciding(by)) return no('NOT_ALLOWED')
  if (item.takenBack !== null) return no('ALREADY_REVERSED')
  if (item.state !== 'granted' || item.granted === null) return no('STALE')
  if (item.requestedBy === by.staffId || item.approvals.some((approval) => approval.by === by.staffId))
    return no('OWN_GRANT')
  if (amount <= 0n) return no('AMOUNT_INVALID')
  if (amount > item.granted) return no('OVER_LIMIT')
  item.takenBack = amount
  if (amount === item.granted) item.state = 'reversed'
  return { ok: true }
}

export function expire(item: Item): Answer {
  if (item.state !== 'requested' || !item.ranOut) return no('NOTHING')
  item.state = 'expired'
  return { ok: true }
}
