/** SHA-256 (FIPS 180-4) in plain TypeScript: a browser's own is asynchronous and only there on https. */
const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by))
const fraction = (value: number): number => Math.floor((value - Math.floor(value)) * 2 ** 32) | 0

function firstPrimes(count: number): number[] {
  const primes: number[] = []
  for (let candidate = 2; primes.length < count; candidate += 1)
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate)
  return primes
}
const primes = firstPrimes(64)
const constants = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)))
const start = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)))

export function sha256(text: string): string {
  const bytes = padded(new TextEncoder().encode(text))
  const view = new DataView(bytes.buffer)
  const state = Int32Array.from(start)
  const words = new Int32Array(64)
  for (let offset = 0; offset < bytes.length; offset += 64) {
    for (let index = 0; index < 16; index += 1) words[index] = view.getInt32(offset + index * 4)
    for (let index = 16; index < 64; index += 1) words[index] = extended(words, index)
    compress(state, words)
  }
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

function padded(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64)
  bytes.set(message)
  bytes[message.length] = 0x80
  new DataView(bytes.buffer).setBigUint64(bytes.length - 8, BigInt(message.length) * 8n)
  return bytes
}

const at = (words: Int32Array, index: number): number => words[index] ?? 0

function extended(words: Int32Array, index: number): number {
  const early = at(words, index - 15)
  const late = at(words, index - 2)
  const small = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3)
  const large = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10)
  return (at(words, index - 16) + small + at(words, index - 7) + large) | 0
}

function compress(state: Int32Array, words: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let index = 0; index < 64; index += 1) {
    const sum = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const first = (h + sum + ((e & f) ^ (~e & g)) + at(constants, index) + at(words, index)) | 0
    const second = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = at(state, index) + word
}
