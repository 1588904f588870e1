/** How often one of the first is larger than one of the second: 0.5 when nobody can tell them apart. */
export function areaUnderCurve(first: readonly number[], second: readonly number[]): number {
  const all = [
    ...first.map((value) => ({ value, of: 1 })),
    ...second.map((value) => ({ value, of: 2 })),
  ].sort((one, other) => one.value - other.value)
  let ranks = 0
  for (const [index, { of }] of all.entries()) if (of === 1) ranks += index + 1
  return (ranks - (first.length * (first.length + 1)) / 2) / (first.length * second.length)
}

/** Welch's t, without the slowest tenth of each: what the machine did otherwise is not what is asked. */
export function welchT(first: readonly number[], second: readonly number[]): number {
  const [a, b] = [first, second].map((values) => {
    const kept = [...values].sort((one, other) => one - other).slice(0, Math.ceil(values.length * 0.9))
    const mean = kept.reduce((sum, value) => sum + value, 0) / kept.length
    const spread = kept.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (kept.length - 1)
    return { mean, error: spread / kept.length }
  }) as [{ mean: number; error: number }, { mean: number; error: number }]
  return (a.mean - b.mean) / Math.sqrt(a.error + b.error)
}
