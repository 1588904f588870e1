import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/** Tag, length and content, as certificates are written (X.690). */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const length =
    content.length < 128
      ? Buffer.from([content.length])
      : Buffer.from([0x82, content.length >> 8, content.length & 0xff])
  return Buffer.concat([Buffer.from([tag]), length, content])
}
const sequence = (...parts: Buffer[]): Buffer => der(0x30, ...parts)
const ed25519 = sequence(der(0x06, Buffer.from([0x2b, 0x65, 0x70])))
const commonName = Buffer.from([0x55, 0x04, 0x03])

/** A certificate for this name that nobody vouches for but itself. */
export function selfSigned(name: string): { key: KeyObject; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const who = sequence(der(0x31, sequence(der(0x06, commonName), der(0x0c, Buffer.from(name)))))
  const valid = sequence(der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('490101000000Z')))
  const toSign = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ed25519,
    who,
    valid,
    who,
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = der(0x03, Buffer.from([0]), sign(null, toSign, privateKey))
  const text = sequence(toSign, ed25519, signature).toString('base64')
  return { key: privateKey, cert: `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n` }
}
