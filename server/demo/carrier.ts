import { type DemoOutage, impactRows, siteRows } from './downtime.ts'
import { type Household, households } from './households.ts'
import { businessName, emailOf, personName, streetOf } from './people.ts'
import { chanceOf } from './random.ts'

/** "50.99" from 5099, as a carrier's file writes it. */
const dollars = (cents: number): string =>
  String(cents)
    .padStart(3, '0')
    .replace(/(\d\d)$/, '.$1')

export type Extract = {
  accounts: AsyncIterable<string>
  lines: AsyncIterable<string>
  sites: AsyncIterable<string>
  impact: AsyncIterable<string>
}
export type ExtractOptions = { accounts: number; seed: number; outage: DemoOutage }

/**
 * A carrier that is nobody's, as its four files would arrive: any size, the same for the same seed, no clock.
 * Each file can be read on its own and as often as wanted.
 */
export function generateExtract({ accounts, seed, outage }: ExtractOptions): Extract {
  const each = (row: (home: Household) => string) => () =>
    (function* () {
      for (const home of households(accounts, seed)) yield row(home)
    })()
  return {
    accounts: inChunks(
      'BAN,ACCT_STATUS,ACCT_TYPE,HOLDER_NAME,EMAIL,CONTACT_TN,STREET,CITY,STATE,ZIP,BILL_CYCLE_DAY,LANG,TXT_OPT_OUT',
      each((home) => accountRow(home, seed)),
    ),
    lines: inChunks(
      'BAN,MSISDN,IMSI,LINE_STATUS,PLAN_CODE,PLAN_NAME,MRC_USD,ACTIVATED_ON,MARKET,TZ',
      each((home) => lineRows(home, seed)),
    ),
    sites: inChunks('SITE_ID,MARKET,DOWN_UTC,UP_UTC,CAUSE', () => siteRows(seed, outage)),
    impact: inChunks(
      'MSISDN,DETACH_UTC,REATTACH_UTC,SITE_ID,SOURCE',
      each((home) => {
        let rows = ''
        for (const line of home.lines) rows += impactRows(seed, home, line, outage)
        return rows
      }),
    ),
  }
}

function accountRow({ index, accountId, type, status, place, lines }: Household, seed: number): string {
  const chance = chanceOf(seed, 2, index)
  const name =
    type === 'S'
      ? businessName(chance, 'small')
      : type === 'B'
        ? businessName(chance, 'large')
        : personName(chance)
  const email = chance.is(type === 'P' ? 0.5 : 0.04) ? '' : emailOf(name, accountId)
  const zip = `${place.postalCode.slice(0, 3)}${String(
    Number(place.postalCode.slice(3)) + chance.between(0, 30),
  )
    .padStart(2, '0')
    .slice(-2)}`
  const spanish = chance.is(place.state === 'PR' ? 0.85 : 0.14)
  return `${accountId},${status},${type},${name},${email},${lines[0]?.phone ?? ''},${streetOf(chance)},${place.city},${place.state},${zip},${chance.between(1, 28)},${spanish ? 'ES' : 'EN'},${chance.is(0.06) ? 'Y' : 'N'}\n`
}

function lineRows({ index, accountId, place, lines }: Household, seed: number): string {
  const chance = chanceOf(seed, 3, index)
  let rows = ''
  for (const { phone, plan, status, index: serial } of lines) {
    const imsi = `310410${String(index * 9 + serial)
      .padStart(8, '0')
      .slice(-8)}${chance.between(0, 9)}`
    const since = `${chance.between(2012, 2023)}-${String(chance.between(1, 12)).padStart(2, '0')}-${String(chance.between(1, 28)).padStart(2, '0')}`
    rows += `${accountId},+1${phone},${imsi},${status},${plan.code},${plan.name},${dollars(plan.cents)},${since},${place.market},${place.zone}\n`
  }
  return rows
}

/** Small rows make slow streams: gathered into chunks of about 64 kB. */
function inChunks(header: string, rows: () => Iterable<string>): AsyncIterable<string> {
  return {
    async *[Symbol.asyncIterator]() {
      let chunk = `${header}\n`
      for (const row of rows()) {
        chunk += row
        if (chunk.length < 65_536) continue
        yield chunk
        chunk = ''
      }
      if (chunk !== '') yield chunk
    },
  }
}
