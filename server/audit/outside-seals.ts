import { createHash } from 'node:crypto'
import { readExpiry } from './expiry-line.ts'
import { type KeyLine, readKeyLine, readSeal } from './seal-line.ts'

const size = 16

/** What the anchor file says, kept small: of each seal a fingerprint of its line. */
export type OutsideSeals = {
  keys: KeyLine[]
  /** The lines that say what expired, by their number. */
  expiries: string[]
  last: bigint
  /** The first line that should not be there, or that is missing. */
  wrong: { words: string; seal: string | null } | null
  /** Whether the file has this seal, with exactly this line. */
  compare(sealNo: bigint, line: string): 'same' | 'another' | 'missing'
}

/** Reads the anchor file. The same line twice is one line: two processes may write one file. */
export async function outsideSeals(lines: Iterable<string> | AsyncIterable<string>): Promise<OutsideSeals> {
  let prints = Buffer.alloc(size * 1024)
  let count = 0
  let last = 0
  let number = 0
  const keys: KeyLine[] = []
  const expiries: string[] = []
  let wrong: OutsideSeals['wrong'] = null
  const printOf = (line: string) => createHash('sha256').update(line).digest().subarray(0, size)
  const kept = (index: number) => prints.subarray(index * size, (index + 1) * size)
  for await (const line of lines) {
    number += 1
    const seal = readSeal(line)
    const key = seal ? null : readKeyLine(line)
    if (key) keys.push(key)
    const expiry = seal || key ? null : readExpiry(line)
    if (expiry) {
      const at = Number(expiry.expiry) - 1
      if ((expiries[at] ?? line) !== line)
        wrong ??= { words: `Line ${number} of the anchor file has another expiry ${at + 1}.`, seal: null }
      expiries[at] ??= line
    }
    if (key || expiry) continue
    const index = seal ? Number(seal.seal) - 1 : -1
    if (index < 0 || index > count + 1_000_000) {
      wrong ??= { words: `Line ${number} of the anchor file is neither a seal nor a key.`, seal: null }
      continue
    }
    while (prints.length < (index + 1) * size) prints = Buffer.concat([prints, Buffer.alloc(prints.length)])
    const print = printOf(line)
    if (kept(index).equals(Buffer.alloc(size))) {
      print.copy(prints, index * size)
      count += 1
    } else if (!kept(index).equals(print))
      wrong ??= {
        words: `Line ${number} of the anchor file has another seal ${index + 1} than a line before it.`,
        seal: `${index + 1}`,
      }
    last = Math.max(last, index + 1)
  }
  if (count !== last) wrong ??= { words: 'Seals are missing from the anchor file.', seal: null }
  return {
    keys,
    expiries,
    last: BigInt(last),
    wrong,
    compare(sealNo, line) {
      const index = Number(sealNo) - 1
      const print = kept(index)
      if (print.length < size || print.equals(Buffer.alloc(size))) return 'missing'
      return print.equals(printOf(line)) ? 'same' : 'another'
    },
  }
}
