/** Where a customer can be reached. */
export type Reached = { email: string | null; phone: string | null }
export type ToldPlace = { channel: 'email' | 'text'; address: string }

/**
 * Where a change of the record is told: wherever the customer can be reached, and of an address or number that was
 * replaced also at the old one, so that whoever takes an account over cannot keep its owner from hearing of it:
 * 47 CFR 64.2010(f). The desk shows the same list before it saves.
 */
export function toldPlaces(before: Reached, after: Reached): ToldPlace[] {
  const both = (channel: ToldPlace['channel'], addresses: readonly (string | null)[]): ToldPlace[] =>
    [...new Set(addresses)].flatMap((address) => (address === null ? [] : [{ channel, address }]))
  return [...both('email', [before.email, after.email]), ...both('text', [before.phone, after.phone])]
}
