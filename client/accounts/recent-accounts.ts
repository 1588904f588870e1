const most = 10
const isNumber = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Za-z0-9-]{3,32}$/.test(value)
const keyOf = (staffId: string): string => `makeright.recent.${staffId}`

type Store = Pick<Storage, 'getItem' | 'setItem'>

/** The account numbers this person opened lately on this computer, latest first. Numbers only: names stay at the server. */
export function recentAccounts(store: Store, staffId: string): string[] {
  try {
    const kept: unknown = JSON.parse(store.getItem(keyOf(staffId)) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isNumber).slice(0, most) : []
  } catch {
    return []
  }
}

export function rememberAccount(store: Store, staffId: string, accountId: string): void {
  if (!isNumber(accountId)) return
  const others = recentAccounts(store, staffId).filter((kept) => kept !== accountId)
  try {
    store.setItem(keyOf(staffId), JSON.stringify([accountId, ...others].slice(0, most)))
  } catch {
    // Storage may be full or switched off; the list is a convenience.
  }
}
