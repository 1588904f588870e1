import { request } from 'node:http'

export type Walked = { status: number; location: string | null; text: string; url: string }

/** A browser without pages: it keeps cookies by host and port, and follows where it is sent. */
export class Walker {
  readonly #jars = new Map<string, Map<string, string>>()

  cookie(origin: string, name: string): string | null {
    return this.#jar(origin).get(name) ?? null
  }
  setCookie(origin: string, name: string, value: string): void {
    this.#jar(origin).set(name, value)
  }

  /** As if somebody else sat down at that site: its cookies are gone. */
  forget(origin: string): void {
    this.#jar(origin).clear()
  }

  step(url: string): Promise<Walked> {
    const { origin } = new URL(url)
    const jar = this.#jar(origin)
    const cookie = [...jar].map((pair) => pair.join('=')).join('; ')
    return new Promise((resolve, reject) => {
      const asked = request(url, { headers: cookie ? { cookie } : {} }, (answer) => {
        for (const line of answer.headers['set-cookie'] ?? []) {
          const [pair = ''] = line.split(';')
          const at = pair.indexOf('=')
          if (pair.slice(at + 1) === '' || /expires=Thu, 01 Jan 1970/i.test(line))
            jar.delete(pair.slice(0, at))
          else jar.set(pair.slice(0, at), pair.slice(at + 1))
        }
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('end', () => {
          const { location } = answer.headers
          const text = Buffer.concat(parts).toString()
          resolve({
            status: answer.statusCode ?? 0,
            location: location ? new URL(location, url).href : null,
            text,
            url,
          })
        })
      })
      asked.setTimeout(20_000, () => asked.destroy(new Error('no answer')))
      asked.on('error', reject)
      asked.end()
    })
  }

  /** Follows until `stop` says so, or nobody sends it on. */
  async walk(url: string, stop: (to: string) => boolean = () => false): Promise<Walked> {
    let at = await this.step(url)
    for (let hops = 0; at.location && hops < 12; hops += 1) {
      if (stop(at.location)) return at
      at = await this.step(at.location)
    }
    return at
  }

  #jar(origin: string): Map<string, string> {
    const { host } = new URL(origin)
    const jar = this.#jars.get(host) ?? new Map<string, string>()
    this.#jars.set(host, jar)
    return jar
  }
}
