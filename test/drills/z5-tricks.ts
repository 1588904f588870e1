import { setTimeout as pause } from 'node:timers/promises'
import { stateHash } from '#test/support/desk.ts'
import { drill } from './drill.ts'
import { type Answer, codesIn, type Ground, type Procedure, type Raw, ruleGround } from './rule-ground.ts'
import { personOfActor, roleOfActor, type SignedIn, signedInPeople, strangersTokens } from './rule-matrix.ts'
import type { Stage } from './stage.ts'

/** Who is refused in Z1, and with what word. */
type Refused = { token: string | null; code: string }
type Trick = {
  words: string
  /** The same refusal as ever, or one that the edge or the router says to everybody; in each case nothing is done. */
  raw(path: string, body: string, refused: Refused): Raw
  also: readonly string[]
}

/** Around the front door: the refusals of Z1, asked for in every other way that HTTP and tRPC leave open. */
export const tricks = drill({
  name: 'Z5',
  what: 'refused calls in batches with allowed ones, by other methods, spellings, encodings and kinds of body',
  minutes: 2,
  reduced: { every: 3 },
  full: { every: 1 },
  async run(stage, tier) {
    const ground = await ruleGround(stage)
    const figures = { tricks: all.length, calls: 0, differing: 0, mixed: 0 }
    const guarded = ground.procedures.filter(({ rule }) => rule.who !== 'anybody')
    for (const [index, procedure] of guarded.entries()) {
      const { path, rule } = procedure
      const outsider = signedInPeople.find(
        (actor) => rule.who !== 'anybody' && !rule.who.includes(roleOfActor(actor)),
      )
      const refusals: Refused[] = [{ token: null, code: 'SESSION_EXPIRED' }]
      if (outsider) refusals.push({ token: await tokenOf(ground, outsider), code: 'NOT_ALLOWED' })
      const body = JSON.stringify({ 0: await procedure.input() })
      const before = await stateHash(ground.database)
      for (const refused of refusals) {
        for (const [number, trick] of all.entries()) {
          if ((index + number) % tier.every !== 0) continue
          const answer = await ground.raw({ token: refused.token, ...trick.raw(path, body, refused) })
          figures.calls += 1
          const same = isSame(answer, refused, trick)
          if (!same) figures.differing += 1
          stage.insist(
            same,
            `${path} ${trick.words} was answered ${answer.status} ${answer.code}, not ${refused.code}.`,
          )
        }
        figures.calls += 2
        for (const single of [true, false]) {
          const right = await mixed(ground, procedure, refused, single)
          figures.mixed += 1
          if (!right) figures.differing += 1
          stage.insist(right, `${path} in a batch with an allowed call was not answered as it is alone.`)
        }
      }
      stage.insist(
        (await stateHash(ground.database)) === before,
        `${path} was refused and something changed.`,
      )
    }
    await streams(stage, ground)
    return figures
  },
})

/** A stream is opened by GET and answers 200 before it is known who asks: whoever has no session hears that and no more. */
async function streams(stage: Stage, ground: Ground): Promise<void> {
  const headers = { accept: 'text/event-stream', 'sec-fetch-site': 'same-origin' }
  for (const [who, token] of Object.entries(await strangersTokens(ground))) {
    const heard = await Promise.race([
      ground.raw({ path: '/trpc/live.changes', method: 'GET', headers, token }).then(({ text }) => text),
      pause(3000, 'it went on'),
    ])
    stage.insist(heard.includes('SESSION_EXPIRED'), `The stream of changes was opened for ${who}: ${heard}.`)
  }
}

const tokenOf = (ground: Ground, actor: SignedIn) => ground.token(personOfActor[actor])

const isSame = (answer: Answer, { code }: Refused, { also }: Trick): boolean =>
  answer.status >= 400 && answer.status < 500 && (answer.code === code || also.includes(answer.code))

/** What is allowed is answered and what is not is refused, each by itself; by our own reader of batches and by tRPC's. */
async function mixed(ground: Ground, { path }: Procedure, refused: Refused, ours: boolean): Promise<boolean> {
  const allowed = refused.token ? 'staff.desk' : 'staff.signInPage'
  const paths = [allowed, path, allowed]
  // A procedure that nobody knows sends the whole batch to the adapter.
  if (!ours) paths.push('no.such')
  const inputs = Object.fromEntries(paths.map((each, at) => [at, each === path ? {} : undefined]))
  const answer = await ground.raw({
    token: refused.token,
    path: `/trpc/${paths.join(',')}?batch=1`,
    body: JSON.stringify(inputs),
  })
  const expected = ['ok', refused.code, 'ok', ...(ours ? [] : ['NOT_FOUND'])]
  const codes = codesIn(answer.text)
  // The adapter takes no questions and acts together: it refuses the whole batch, and nothing of it is done.
  if (!ours && answer.status === 400) return codes.length > 0 && !codes.includes('ok')
  return JSON.stringify(codes) === JSON.stringify(expected)
}

const ours = { 'content-type': 'application/json', 'x-makeright': '1', 'sec-fetch-site': 'same-origin' }
const unwrapped = (body: string) => JSON.stringify((JSON.parse(body) as Record<string, unknown>)['0'] ?? null)
const nothing = ['NOT_FOUND', 'BAD_REQUEST', 'METHOD_NOT_ALLOWED', 'NOT_JSON', 'FOREIGN_ORIGIN', 'TOO_LARGE']

const all: readonly Trick[] = [
  {
    words: 'by itself, through tRPC’s adapter',
    raw: (path, body) => ({ path: `/trpc/${path}`, body: unwrapped(body), headers: ours }),
    also: [],
  },
  {
    words: 'by GET',
    raw: (path, body) => ({
      path: `/trpc/${path}?batch=1&input=${encodeURIComponent(body)}`,
      method: 'GET',
      headers: ours,
    }),
    also: nothing,
  },
  {
    words: 'by GET that says it is POST',
    raw: (path, body) => ({
      path: `/trpc/${path}?batch=1&input=${encodeURIComponent(body)}`,
      method: 'GET',
      headers: { ...ours, 'x-http-method-override': 'POST' },
    }),
    also: nothing,
  },
  {
    words: 'by POST that says it is GET',
    raw: (path, body) => ({
      path: `/trpc/${path}?batch=1`,
      body,
      headers: { ...ours, 'x-http-method-override': 'GET' },
    }),
    also: [],
  },
  ...['PUT', 'PATCH', 'DELETE', 'OPTIONS'].map(
    (method): Trick => ({
      words: `by ${method}`,
      raw: (path, body) => ({ path: `/trpc/${path}?batch=1`, method, body, headers: ours }),
      also: nothing,
    }),
  ),
  ...Object.entries({
    'in capitals': (path: string) => path.toUpperCase(),
    'with a capital': (path: string) => path.replace(/^./, (letter) => letter.toUpperCase()),
    'with a slash for the dot': (path: string) => path.replace('.', '/'),
    'behind __proto__': (path: string) => `__proto__.${path}`,
    'as its own constructor': (path: string) => `${path}.constructor`,
    'with two dots': (path: string) => path.replace('.', '..'),
    'with a space': (path: string) => `${path}%20`,
    'encoded twice': (path: string) => path.replace('.', '%252E'),
    'with a path before it': (path: string) => `x/../${path}`,
    'in a folder': (path: string) => `x/${path}`,
    'behind a slash': (path: string) => `/${path}`,
  }).map(
    ([words, spell]): Trick => ({
      words,
      raw: (path, body) => ({ path: `/trpc/${spell(path)}?batch=1`, body, headers: ours }),
      also: nothing,
    }),
  ),
  {
    words: 'encoded once',
    raw: (path, body) => ({ path: `/trpc/${path.replace('.', '%2E')}?batch=1`, body, headers: ours }),
    also: nothing,
  },
  {
    words: 'with its batch named twice',
    raw: (path, body) => ({ path: `/trpc/${path}?batch=1&batch=1`, body, headers: ours }),
    also: nothing,
  },
  {
    words: 'with __proto__ in its input',
    raw: (path) => ({
      path: `/trpc/${path}?batch=1`,
      body: '{"__proto__":{"0":{}},"0":{"__proto__":{"role":"manager"}}}',
      headers: ours,
    }),
    also: [],
  },
  {
    words: 'as a form of several parts',
    raw: (path) => ({
      path: `/trpc/${path}`,
      body: '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n',
      headers: { ...ours, 'content-type': 'multipart/form-data; boundary=x' },
    }),
    also: nothing,
  },
  ...['text/plain', 'application/x-www-form-urlencoded', 'application/octet-stream', ''].map(
    (kind): Trick => ({
      words: `as ${kind || 'nothing said'}`,
      raw: (path, body) => ({
        path: `/trpc/${path}?batch=1`,
        body,
        headers: { ...ours, 'content-type': kind },
      }),
      also: nothing,
    }),
  ),
  {
    words: 'with a role of its own',
    raw: (path, body) => ({
      path: `/trpc/${path}?batch=1&role=manager`,
      body,
      headers: {
        ...ours,
        'x-role': 'manager',
        'x-forwarded-user': 'morgan',
        authorization: 'Bearer manager',
      },
    }),
    also: [],
  },
]
