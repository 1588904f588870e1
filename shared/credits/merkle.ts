import type { Digest } from '../programmes/canonical.ts'

/**
 * A Merkle root: one hash that stands for a list of rows, in order. Whoever keeps it can prove later that a row was in
 * the list, with a few hashes and without the other rows. As in RFC 6962 (2.1) leaves and nodes are hashed apart, so
 * that no node can be passed off as a row; a list is split at the largest power of two below its length.
 */
export const leafOf = (row: readonly string[], digest: Digest): string => digest(`row\n${row.join('\n')}`)
const nodeOf = (left: string, right: string, digest: Digest): string => digest(`node\n${left}\n${right}`)

export function merkleRoot(leaves: readonly string[], digest: Digest): string {
  if (leaves.length === 0) return digest('none')
  let level = leaves
  while (level.length > 1) {
    const above: string[] = []
    for (let index = 0; index < level.length; index += 2) {
      const [left, right] = [level[index] as string, level[index + 1]]
      // An odd one out moves up as it is: the same tree as splitting at the largest power of two.
      above.push(right === undefined ? left : nodeOf(left, right, digest))
    }
    level = above
  }
  return level[0] as string
}

/** The other hashes on the way from one row to the root, nearest first, and on which side each stands. */
export type Proof = readonly { readonly side: 'left' | 'right'; readonly hash: string }[]

export function proofOf(leaves: readonly string[], index: number, digest: Digest): Proof {
  if (index < 0 || index >= leaves.length) throw new RangeError('there is no such row')
  const proof: { side: 'left' | 'right'; hash: string }[] = []
  let [level, at] = [leaves, index]
  while (level.length > 1) {
    const side = at % 2 === 0 ? 'right' : 'left'
    const hash = level[side === 'right' ? at + 1 : at - 1]
    if (hash !== undefined) proof.push({ side, hash })
    const above: string[] = []
    for (let each = 0; each < level.length; each += 2) {
      const [left, right] = [level[each] as string, level[each + 1]]
      above.push(right === undefined ? left : nodeOf(left, right, digest))
    }
    level = above
    at = Math.floor(at / 2)
  }
  return proof
}

/** Whether the row with this leaf is in the list with this root. */
export const isProven = (leaf: string, proof: Proof, root: string, digest: Digest): boolean =>
  proof.reduce(
    (hash, step) =>
      step.side === 'left' ? nodeOf(step.hash, hash, digest) : nodeOf(hash, step.hash, digest),
    leaf,
  ) === root
