/**
 * Our statements are static texts, so each is parsed and planned once per connection under a name.
 * A text gets its name the second time it is seen: one-off texts (wide inserts, migrations) stay unnamed,
 * and the bound keeps a generated text from filling the memory of every server connection.
 */
const mostNames = 500
const mostCandidates = 2000
const longestText = 8192

export function statementNames(): (text: string) => string | undefined {
  const names = new Map<string, string>()
  const seenOnce = new Set<string>()
  return (text) => {
    const name = names.get(text)
    if (name || text.length > longestText || names.size >= mostNames) return name
    if (!seenOnce.delete(text)) {
      if (seenOnce.size >= mostCandidates) seenOnce.clear()
      seenOnce.add(text)
      return undefined
    }
    const fresh = `makeright_${names.size + 1}`
    names.set(text, fresh)
    return fresh
  }
}
