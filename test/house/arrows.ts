import { describe, test } from 'vitest'
import { circles } from './circles.ts'
import { arrows, client, none, nounOf, nouns, product, server, shared } from './tree.ts'

describe('arrows', () => {
  test('shared stands on nothing but itself', () => {
    none(
      arrows(shared, (_source, to) => !to.startsWith('shared/') && !to.startsWith('package:')),
      'shared is pure: move what needs the server or the client there, and give its result to the rule as a plain fact.',
    )
    none(
      arrows(
        shared,
        (_source, to) => /^package:/.test(to) && !['package:zod', 'package:temporal-polyfill'].includes(to),
      ),
      'shared does no input or output and uses no packages but zod and temporal-polyfill. Let the server fetch it and hand it over.',
    )
  })
  test('zod stays in schemas, Temporal in shared/time.ts, and the client loads neither', () => {
    none(
      arrows(
        shared,
        (source, to) => to === 'package:zod' && !/(\/schemas?|[/-]answers)\.ts$/.test(source.path),
      ),
      'Put the schema into shared/<noun>/schemas.ts or answers.ts: the client must not load zod.',
    )
    none(
      arrows(shared, (source, to) => to === 'package:temporal-polyfill' && source.path !== 'shared/time.ts'),
      'Add the civil-time function to shared/time.ts.',
    )
    none(
      arrows(
        client,
        (_source, to, typeOnly) =>
          !typeOnly &&
          (/(\/schemas?|[/-]answers)\.ts$/.test(to) || to === 'shared/time.ts' || to === 'package:zod'),
      ),
      'Import schemas as types only, and format dates with Intl: zod and Temporal would weigh down the first load.',
    )
  })
  test('the server knows no client, the client knows the server by one type', () => {
    none(
      arrows(server, (_source, to) => to.startsWith('client/')),
      'The server imports from shared and server only. Move what both need to shared.',
    )
    none(
      arrows(
        client,
        (source, to, typeOnly) =>
          to.startsWith('server/') &&
          !(source.path === 'client/api.ts' && to === 'server/router.ts' && typeOnly),
      ),
      'Only client/api.ts imports from the server, and only `import type { AppRouter }`. Take views and rules from shared.',
    )
    none(
      arrows(client, (_source, to) =>
        /^package:(node:|pg$|kysely|express|pino|@trpc\/server(?!\/observable))/.test(to),
      ),
      'This runs in a browser: ask the server through client/api.ts.',
    )
  })
  test('nothing of the product depends on a test', () => {
    none(
      arrows(product, (_source, to) => to.startsWith('test/')),
      'Move it into shared, server or client: tests import the product, never the other way.',
    )
  })
  test('between nouns, imports go to the right only', () => {
    const rank = (path: string) => nouns.indexOf(nounOf(path) as (typeof nouns)[number])
    const left = (source: { path: string }, to: string) =>
      nounOf(source.path) !== null && nounOf(to) !== null && rank(to) < rank(source.path)
    none(
      arrows(product, (source, to) => source.path !== 'client/routes.tsx' && left(source, to)),
      `The order is ${nouns.join(', ')}. Turn the arrow round: let the noun on the left call, or pass the fact in as an argument.`,
    )
  })
  test('main knows serve, it knows app, app knows the router, the router knows the nouns’ routers, they know the commands', () => {
    const only = (to: string, from: RegExp, instead: string) =>
      none(
        arrows(server, (source, target) => target === to && !from.test(source.path)),
        instead,
      )
    only('server/edge/app.ts', /^server\/edge\/serve\.ts$/, 'Only server/edge/serve.ts starts the app.')
    only('server/edge/serve.ts', /^server\/main\.ts$/, 'Only server/main.ts serves.')
    only(
      'server/router.ts',
      /^server\/edge\/(app|calls)\.ts$/,
      'Only server/edge/app.ts and calls.ts mount the whole router.',
    )
    only(
      'server/trpc.ts',
      // A noun may have a second router: one's own sign-in is one beside the people.
      /^server\/(edge\/calls|router|[a-z]+\/([a-z-]+-)?router)\.ts$/,
      'Commands and queries know no tRPC: take Work or Db, and let the router call.',
    )
    none(
      arrows(
        server,
        ({ path }, to) =>
          to.startsWith('server/edge/') && !path.startsWith('server/edge/') && path !== 'server/main.ts',
      ),
      'The edge belongs to HTTP: what others need of it belongs to them.',
    )
    none(
      arrows(
        server,
        ({ path }, to) =>
          to === 'server/main.ts' ||
          (to.startsWith('server/cli/') &&
            !(to === 'server/cli/command.ts' && path.startsWith('server/cli/'))),
      ),
      'Nothing imports an entry point. Move the part that is needed into a command.',
    )
    none(
      arrows(
        server,
        (source, to) =>
          /^server\/[a-z]+\/([a-z-]+-)?router\.ts$/.test(to) && source.path !== 'server/router.ts',
      ),
      'Call the command or the query, not its router.',
    )
  })
  test('client/ui knows no noun, no router and no data', () => {
    const ui = client.filter((source) => source.path.startsWith('client/ui/'))
    none(
      arrows(
        ui,
        (source, to) =>
          /^(client\/(?!ui\/)|server\/)/.test(to) ||
          (/^shared\//.test(to) && to !== 'shared/money.ts') ||
          (/^package:(react-router|@tanstack|@trpc)/.test(to) &&
            // A table's rows and columns are drawing too; where its data comes from is not.
            !(source.path === 'client/ui/data-table.tsx' && to === 'package:@tanstack/react-table')),
      ),
      'Give it to the part as a property: client/ui draws, pages know.',
    )
  })
  test('no file stands on itself, not even by a type', () => {
    none(
      circles(product, (source, to) => source.path === 'client/api.ts' && to === 'server/router.ts'),
      'Two files that need each other are one thing, or share a third: move what both need into a file of its own.',
    )
  })
})
