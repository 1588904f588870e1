import type { Stage } from './stage.ts'

/** How much of a drill is done: counts and lengths, by name. */
export type Tier = Record<string, number>
export type Figures = Record<string, number | string>

export type Drill = {
  name: string
  /** What is tried, as one sentence. */
  what: string
  /** It judges times against the machine's own capacity, which says nothing beside other work: not part of --ci. */
  alone?: boolean
  /** It judges times closely: at the gate nothing else of ours runs beside it. */
  timed?: boolean
  /** It opens pages in a browser: the copy has the client, and builds it as people are given it. */
  pages?: boolean
  /** About how long the full tier takes on two cores. */
  minutes: number
  reduced: Tier
  full: Tier
  run(stage: Stage, full: boolean): Promise<Figures>
}

type Definition<T extends Tier> = Omit<Drill, 'reduced' | 'full' | 'run'> & {
  reduced: T
  full: T
  run(stage: Stage, tier: T): Promise<Figures>
}

/** A drill whose two tiers have the same counts. What it finds broken it says with stage.insist; figures are only printed. */
export function drill<T extends Tier>({ run, ...rest }: Definition<T>): Drill {
  return { ...rest, run: (stage, full) => run(stage, full ? rest.full : rest.reduced) }
}

/** One line for a drill: `M6 kills=200 acked=20417 lost=0 doubled=0 seed=1`. */
export function figureLine(name: string, figures: Figures, seed: number): string {
  const parts = Object.entries({ ...figures, seed }).map(([key, value]) => `${key}=${value}`)
  return `${name} ${parts.join(' ')}`
}
