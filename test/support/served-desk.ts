import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterAll } from 'vitest'
import { readConfig } from '#server/config.ts'
import type { Database } from '#server/db/client.ts'
import { makeApp } from '#server/edge/app.ts'
import { httpServer } from '#server/edge/http-server.ts'
import { Announcer } from '#server/live/announce.ts'
import type { Partner } from '#server/signed-calls.ts'

/** The desk's HTTP face on a free port, connected to a biller and a gateway. Returns its address. */
export async function servedDesk(
  database: Database,
  partners: { billing?: Partner; notices?: Partner },
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'makeright-partners-'))
  const file = join(folder, 'secret')
  await writeFile(file, `${(partners.billing ?? partners.notices)?.secrets.join('\n')}\n`, {
    mode: 0o600,
  })
  const config = readConfig({
    ...(partners.billing ? { BILLING_URL: partners.billing.url.href, BILLING_SECRET_FILE: file } : {}),
    ...(partners.notices ? { NOTICES_URL: partners.notices.url.href, NOTICES_SECRET_FILE: file } : {}),
  })
  const log = pino({ level: 'silent' })
  const server = httpServer(
    config,
    makeApp({ config, database, announcer: new Announcer(database), log, clientFolder: folder }),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterAll(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await rm(folder, { recursive: true })
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}
