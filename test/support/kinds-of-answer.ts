/** One way to be answered: the bytes of the request, the status, and whether it is the API (or an error), kept nowhere. */
export type KindOfAnswer = { words: string; status: number; api: boolean; bytes: string }

/** Every kind of answer that the desk at this port gives to whoever is not signed in. `asset` is a file of the client. */
export function kindsOfAnswer(port: number, asset: string): KindOfAnswer[] {
  const host = `Host: 127.0.0.1:${port}\r\n`
  const ours = `${host}Origin: http://127.0.0.1:${port}\r\nContent-Type: application/json\r\nX-Makeright: 1\r\n`
  const post = (path: string, body: string, headers = ours) =>
    `POST ${path} HTTP/1.1\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`
  const get = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\n${host}${headers}\r\n`
  const deep = `{"0":${'['.repeat(900)}${']'.repeat(900)}}`
  const form = ours.replace('application/json', 'multipart/form-data; boundary=x')
  const kind = (words: string, status: number, api: boolean, bytes: string) => ({ words, status, api, bytes })
  return [
    kind('a page', 200, false, get('/')),
    kind('a page asked for by HEAD', 200, false, `HEAD / HTTP/1.1\r\n${host}\r\n`),
    kind('an asset', 200, false, get(asset)),
    kind('an asset that did not change', 304, false, get(asset, 'If-None-Match: *\r\n')),
    kind('an asset that is not there', 404, true, get('/assets/none.js')),
    kind('a part of an asset beyond its end', 416, true, get(asset, 'Range: bytes=99999999-\r\n')),
    kind('a path that cannot be decoded', 400, true, get('/%ff')),
    kind('a path with a NUL', 400, true, get('/a%00b')),
    kind('a write to a page', 404, true, post('/', '{}')),
    kind('liveness', 200, true, get('/live')),
    kind('readiness', 200, true, get('/ready')),
    kind('the API', 200, true, post('/trpc/staff.signInPage?batch=1', '{}')),
    kind('the API without a batch', 200, true, post('/trpc/staff.signInPage', '')),
    kind('no such procedure', 404, true, post('/trpc/no.such?batch=1', '{}')),
    kind('nobody signed in', 401, true, post('/trpc/accounts.search?batch=1', '{"0":{"text":"a"}}')),
    kind(
      'another origin',
      403,
      true,
      post('/trpc/staff.desk', '{}', `${host}Origin: http://evil.example\r\n`),
    ),
    kind('a form', 415, true, post('/trpc/staff.desk', 'a=1', form)),
    kind('a packed body', 415, true, post('/trpc/staff.desk', '{}', `${ours}Content-Encoding: gzip\r\n`)),
    kind('too large', 413, true, `POST /trpc/staff.desk HTTP/1.1\r\n${ours}Content-Length: 20000000\r\n\r\n`),
    kind('too deep', 400, true, post('/trpc/staff.signIn?batch=1', deep)),
    kind('an export without a session', 401, true, post('/exports/journal', '{}')),
    kind('an export that cannot be read', 400, true, post('/exports/journal', '{"a":')),
    kind('a hook that is not connected', 404, true, post('/hooks/billing', '{}', host)),
    kind('a report of a broken policy', 204, true, post('/csp-reports', '{}', host)),
    kind('TRACE', 405, true, `TRACE / HTTP/1.1\r\n${host}Secret: 1\r\n\r\n`),
    kind('DELETE', 405, true, `DELETE /trpc/staff.desk HTTP/1.1\r\n${host}\r\n`),
    kind('no host', 400, true, 'GET / HTTP/1.1\r\n\r\n'),
    kind('two hosts', 400, true, get('/', 'Host: evil.example\r\n')),
    kind('an expectation', 400, true, get('/', 'Expect: the-unexpected\r\n')),
    kind('headers without end', 431, true, get('/', `X: ${'x'.repeat(100_000)}\r\n`)),
    kind('no HTTP at all', 400, true, 'HELLO\r\n\r\n'),
    kind(
      'two lengths',
      400,
      true,
      `POST /live HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
    ),
  ]
}
