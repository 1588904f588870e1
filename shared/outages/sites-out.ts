/** The longest stretch, in seconds, in which at least so many sites were out together; 0 when there is none. */
export function longestSitesOut(
  spans: readonly { readonly from: number; readonly to: number }[],
  sites: number,
): number {
  // A start comes before an end at the same instant: where one site takes over from another, nothing came back.
  const turns = spans
    .filter(({ from, to }) => from < to)
    .flatMap(({ from, to }) => [
      { at: from, by: 1 },
      { at: to, by: -1 },
    ])
    .sort((a, b) => a.at - b.at || b.by - a.by)
  let out = 0
  let since: number | null = null
  let longest = 0
  for (const { at, by } of turns) {
    out += by
    if (out >= sites && since === null) since = at
    if (out < sites && since !== null) {
      longest = Math.max(longest, at - since)
      since = null
    }
  }
  return longest
}
