/** "ADJ-000412" from 412n: the number people read to each other, and the one a request is searched by. */
export const adjustmentNumber = (id: bigint | string): string => `ADJ-${id.toString().padStart(6, '0')}`

/** 412n from "ADJ-000412", "adj 412" or "adj000412"; null for anything else. */
export function adjustmentIdOf(text: string): bigint | null {
  const match = /^adj[\s-]*0*(\d{1,18})$/i.exec(text.trim())
  return match?.[1] ? BigInt(match[1]) : null
}
