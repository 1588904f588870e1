const sourceWords: Record<string, { alone: string; short: string }> = {
  hss: { alone: 'core records', short: 'core' },
  probe: { alone: 'network probe', short: 'probe' },
}

/** What the desk calls its feeds; one it does not know keeps its own name. */
export function evidenceOf(sources: readonly string[]): string {
  const [only, ...others] = [...new Set(sources)].sort()
  if (only === undefined) return 'no loss reported'
  if (others.length === 0) return sourceWords[only]?.alone ?? only
  return [only, ...others].map((source) => sourceWords[source]?.short ?? source).join(' and ')
}
