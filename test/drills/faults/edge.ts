import type { Fault } from './fault.ts'

/** Faults at the edge: what is let in, what is said back, and what a page makes of text. */
export const edgeFaults: readonly Fault[] = [
  {
    name: 'origin-not-looked-at',
    what: 'whoever calls is taken for our own page, whatever the browser says, and a form’s kinds of body are read as JSON',
    drill: 'W3',
    sentence: /Calls of foreign pages were taken/,
    quick: false,
    changes: [
      {
        file: 'server/edge/gate.ts',
        from: 'if (!ours || (origin !== undefined && !isOurs(config, request, origin))) {',
        to: "if (site === 'never' && !ours && !isOurs(config, request, origin)) {",
      },
      {
        file: 'server/edge/gate.ts',
        from: "if (!/^application\\/json\\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {",
        to: "if (/^image/i.test(request.headers['content-type'] ?? '')) {",
      },
      {
        file: 'server/edge/gate.ts',
        from: "if (request.headers['x-makeright'] !== '1')",
        to: "if (request.headers['x-makeright'] === '2')",
      },
    ],
  },
  {
    name: 'errors-without-headers',
    what: 'an error page sets its headers anew, as Express’s own does, and forgets the policy',
    drill: 'W2',
    sentence: /An answer is not protected: an asset that is not there/,
    quick: false,
    changes: [
      {
        file: 'server/edge/app.ts',
        from: "for (const name of ['etag', 'last-modified', 'accept-ranges']) response.removeHeader(name)",
        to: 'for (const name of response.getHeaderNames()) response.removeHeader(name)',
      },
    ],
  },
  {
    name: 'body-without-a-limit',
    what: 'a body is read whole, however large it is',
    drill: 'I2',
    sentence: /a huge body.*it was answered 4?|The desk kept the memory/,
    quick: false,
    changes: [
      {
        file: 'server/edge/gate.ts',
        from: "if (Number(request.headers['content-length'] ?? 0) > largest)",
        to: 'if (largest < 0)',
      },
      {
        file: 'server/edge/json-calls.ts',
        from: 'if (size <= largest) parts.push(part)',
        to: 'parts.push(part)',
      },
      {
        file: 'server/edge/json-calls.ts',
        from: 'if (size > largest) return resolve',
        to: 'if (size < 0) return resolve',
      },
    ],
  },
  {
    name: 'note-as-markup',
    what: 'a quoted note is put into the page as markup, so that line breaks show',
    drill: 'W1',
    sentence: /Markup ran/,
    quick: false,
    changes: [
      {
        file: 'client/ui/quoted.tsx',
        from: '<bdi className="wrap-anywhere">{children}</bdi>',
        to: '<bdi className="wrap-anywhere" dangerouslySetInnerHTML={{ __html: children }} />',
      },
    ],
  },
  {
    name: 'log-lines-as-text',
    what: 'the log is written as readable text, with line feeds as they are',
    drill: 'A8',
    sentence: /A line of the log is no event of ours/,
    quick: false,
    changes: [
      {
        file: 'server/log.ts',
        from: 'write(line.replace(leftByJson, escaped))',
        to: "write(line.replaceAll('\\\\n', '\\n').replaceAll('\\\\r', '\\r'))",
      },
    ],
  },
  {
    name: 'error-repeats-the-input',
    what: 'an error says what was wrong with it, with what was typed',
    drill: 'I1',
    sentence: /its error repeats what was typed/,
    quick: false,
    changes: [
      {
        file: 'server/edge/json-calls.ts',
        from: 'return { error: getTRPCErrorShape({ config: router._def._config, error, type, path, input, ctx }) }',
        to: 'return { error: { ...getTRPCErrorShape({ config: router._def._config, error, type, path, input, ctx }), input } }',
      },
    ],
  },
  {
    name: 'page-kept-by-the-browser',
    what: 'signing out leaves the page that is shown, and what the browser kept of it',
    drill: 'W5',
    sentence: /A customer is on the screen after signing out/,
    quick: false,
    changes: [
      {
        file: 'client/leaving.ts',
        from: "new BroadcastChannel('makeright')",
        to: 'Object.assign(new EventTarget(), { postMessage: (_words: string) => {} })',
      },
      { file: 'client/leaving.ts', from: 'if (!event.persisted) return', to: 'if (event.isTrusted) return' },
      {
        file: 'server/edge/app.ts',
        from: "response.setHeader('cache-control', 'no-store')\n    response.sendFile(page)",
        to: "response.setHeader('cache-control', 'no-cache')\n    response.sendFile(page)",
      },
    ],
  },
  {
    name: 'form-kept-by-the-browser',
    what: 'what was typed into a note is kept by the browser, to restore the form',
    drill: 'W5',
    sentence: /The browser keeps "canarynote/,
    quick: false,
    changes: [
      { file: 'client/ui/field.tsx', from: '<textarea\n          autoComplete="off"', to: '<textarea' },
    ],
  },
  {
    name: 'password-in-an-address',
    what: 'a database’s address stands in the code with its password',
    drill: 'S3',
    sentence: /a password in an address stands in server\/config\.ts/,
    quick: false,
    changes: [
      {
        file: 'server/config.ts',
        from: "const loopback = ['localhost',",
        to: `const usual = 'postgres://desk:${['hunter2', 'hunter2'].join('')}@db.internal/desk'\nvoid usual\nconst loopback = ['localhost',`,
      },
    ],
  },
]
