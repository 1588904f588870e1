/** A browser shows one desk in a handful of tabs. Without a bound one session could take every connection there is. */
const most = 6
const open = new Map<string, (() => void)[]>()

/** Counts a session's stream in; the oldest one of too many is ended. Returns how to count it out again. */
export function oneOfFew(session: string, end: () => void): () => void {
  const streams = open.get(session) ?? []
  open.set(session, streams)
  streams.push(end)
  if (streams.length > most) streams.shift()?.()
  return () => {
    const at = streams.indexOf(end)
    if (at >= 0) streams.splice(at, 1)
    if (streams.length === 0) open.delete(session)
  }
}
