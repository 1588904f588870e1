/**
 * What stands out in who gives what to whom and who approves it: patterns of insiders that every control asks for. Each is
 * compared with what is usual for the others at this desk, because a small centre has few people and an outage makes everybody alike. A line is a
 * reason to look and no verdict. The database counts in a bounded window; these functions decide.
 */
export const windowDays = 28
/** Splitting happens within a call or a few days; later it is a new trouble. */
export const splitDays = 7

/** From so many on a share means something: eight of eight by chance, where two could have approved, is 1 in 256. */
export const fewest = { pair: 8, eachOther: 4, near: 10, goodwill: 10, repeats: 3 } as const
/** In hundredths of the whole. */
const share = { pair: 75, eachOther: 50, near: 60, goodwill: 80 } as const
/** And at least twice what is usual here, so that a habit of everybody alarms nobody. */
const timesTheUsual = 2
/** "Just under": from here up to the limit itself. Split: at least two of so much, together above it. Hundredths of the limit. */
export const nearFrom = 90
export const splitFrom = 60
/** The lists show the most striking; somebody who has looked at these asks the journal. */
export const shownOfEach = 20

/** How many, of how many. */
export type OversightShare = { readonly part: number; readonly whole: number }
const isAtLeast = ({ part, whole }: OversightShare, hundredths: number): boolean =>
  part * 100 >= whole * hundredths
const isUnusual = (one: OversightShare, usual: OversightShare): boolean =>
  usual.whole > 0 && one.part * usual.whole >= timesTheUsual * usual.part * one.whole

export type PairFacts = {
  /** Of what the first had approved, how much the second approved. */
  readonly there: OversightShare
  /** And the other way round. */
  readonly back: OversightShare
  /** What the second approved of what all others asked for; and the first. */
  readonly usualThere: OversightShare
  readonly usualBack: OversightShare
}

/** Somebody who is nearly always approved by one person, though others do it too; or two who do so for each other. */
export function pairStandsOut({
  there,
  back,
  usualThere,
  usualBack,
}: PairFacts): 'for each other' | 'nearly always' | null {
  const strong = (one: OversightShare, usual: OversightShare, atLeast: number, hundredths: number) =>
    one.part >= atLeast && isAtLeast(one, hundredths) && isUnusual(one, usual)
  if (
    strong(there, usualThere, fewest.eachOther, share.eachOther) &&
    strong(back, usualBack, fewest.eachOther, share.eachOther)
  )
    return 'for each other'
  return strong(there, usualThere, fewest.pair, share.pair) ? 'nearly always' : null
}

/** One credit above the limit would have been seen by somebody; two large ones below it were not. Minor units. */
export const isSplit = (facts: { large: number; sum: bigint; limit: bigint }): boolean =>
  facts.large >= 2 && facts.sum > facts.limit

/** Somebody whose credits are mostly just under their limit, unlike the others'. */
export const isNearLimit = (near: OversightShare, usual: OversightShare): boolean =>
  near.part >= fewest.near && isAtLeast(near, share.near) && isUnusual(near, usual)

/** Somebody whose reasons are mostly goodwill, which only a free text explains, unlike the others'. */
export const isMostlyGoodwill = (goodwill: OversightShare, usual: OversightShare): boolean =>
  goodwill.part >= fewest.goodwill && isAtLeast(goodwill, share.goodwill) && isUnusual(goodwill, usual)

/** The same person, the same account, again and again, and not all in one call. */
export const isRepeated = (facts: { credits: number; days: number }): boolean =>
  facts.credits >= fewest.repeats && facts.days >= 2
