import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { startDesk } from './desks.ts'
import { drill } from './drill.ts'

type Entry = {
  version?: string
  integrity?: string
  dev?: boolean
  optional?: boolean
  devOptional?: boolean
  link?: boolean
  hasInstallScript?: boolean
  dependencies?: Record<string, string>
  license?: string
}

/** Licences that let a carrier use it without giving away what is its own. */
const allowed =
  /^\(?(?:MIT(?:-0)?|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|BlueOak-1\.0\.0|CC0-1\.0|CC-BY-4\.0|Unlicense|Python-2\.0|OFL-1\.1|MPL-2\.0|PostgreSQL|WTFPL|Zlib)(?: (?:AND|OR) [\w.() -]+)*\)?$/

/** What the desk is made of, by its lock file: each piece by its hash, few of them, by licences that may be used, none needing a script. */
export const supply = drill({
  name: 'S1',
  pages: true,
  what: 'the lock file’s hashes, licences, number of packages and a list of materials; a build without any install script',
  minutes: 4,
  reduced: { install: 0 },
  full: { install: 1 },
  async run(stage, tier) {
    const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Entry> }
    const entries = Object.entries(lock.packages).filter(([path, { link }]) => path !== '' && !link)
    const production = entries.filter(([, { dev, devOptional }]) => !dev && !devOptional)
    const unhashed = entries.filter(
      ([, { integrity }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''),
    )
    for (const [path] of unhashed.slice(0, 5)) stage.insist(false, `${path} has no sha512 in the lock file.`)

    // A package for many platforms is one to whoever installs it.
    const installed = production.filter(([path]) => existsSync(path))
    const licences = new Map<string, number>()
    for (const [path, entry] of installed) {
      // An older package writes it without the hyphen.
      const licence = (entry.license ?? licenceOf(path)).replace(/^MPL 2\.0$/, 'MPL-2.0')
      licences.set(licence, (licences.get(licence) ?? 0) + 1)
      stage.insist(allowed.test(licence), `${path} has the licence "${licence}".`)
    }
    stage.insist(installed.length > 20, `Only ${installed.length} packages were found installed.`)
    const running = namesUnder(lock.packages, builders)
    stage.insist(running.size <= 150, `${running.size} packages run in production.`)
    const scripts = installed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)
    const exact = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, Record<string, string>>
    for (const [name, version] of Object.entries({ ...exact.dependencies, ...exact.devDependencies }))
      stage.insist(/^\d/.test(version), `${name} is asked for as "${version}" and not as one version.`)

    const folder = join(stage.scratch, 'bare')
    mkdirSync(folder)
    for (const name of ['package.json', 'package-lock.json']) cpSync(name, join(folder, name))
    // Not with --omit=dev: npm then leaves out whatever a development dependency needs as well, pg among it.
    const bill = JSON.parse(
      execFileSync('npm', ['sbom', '--sbom-format=cyclonedx'], {
        cwd: dirname(dirname(realpathSync(join('node_modules', 'typescript')))),
        encoding: 'utf8',
        maxBuffer: 50_000_000,
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    ) as { components: { group?: string; name: string }[] }
    const materials = new Set(bill.components.map(({ group, name }) => (group ? `${group}/${name}` : name)))
    const unlisted = installed.map(([path]) => nameAt(path)).filter((name) => !materials.has(name))
    stage.insist(unlisted.length === 0, `The list of materials lacks ${unlisted.slice(0, 5).join(', ')}.`)

    let builds = 'not tried'
    if (tier.install === 1) builds = await withoutScripts(folder, stage.insist)
    return {
      entries: entries.length,
      sha512: entries.length - unhashed.length,
      running: running.size,
      installed: installed.length,
      licences: licences.size,
      withscripts: scripts.length,
      materials: materials.size,
      builds,
    }
  },
})

/** What builds the client and is not there when the desk works; it is installed with it, because a desk builds its own. */
const builders = ['vite', '@vitejs/plugin-react', '@tailwindcss/vite', 'tailwindcss']

/** The packages that are reached from the desk's own dependencies, each counted once whatever its versions. */
function namesUnder(packages: Record<string, Entry>, without: string[]): Set<string> {
  const placeOf = (from: string, name: string): string | null => {
    for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
      const place = `${at === '' ? '' : `${at}/`}node_modules/${name}`
      if (packages[place]) return place
      if (at === '') return null
    }
  }
  const seen = new Set<string>()
  const walk = (place: string | null): void => {
    if (place === null || seen.has(place)) return
    seen.add(place)
    for (const name of Object.keys(packages[place]?.dependencies ?? {})) walk(placeOf(place, name))
  }
  for (const name of Object.keys(packages['']?.dependencies ?? {}))
    if (!without.includes(name)) walk(placeOf('', name))
  return new Set([...seen].map(nameAt))
}

const nameAt = (place: string): string => place.slice(place.lastIndexOf('node_modules/') + 13)

const licenceOf = (path: string): string => {
  const { license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as { license?: unknown }
  return typeof license === 'string' ? license : 'unknown'
}

/** Installed from nothing with no script allowed to run, built, and started on its own demo. */
async function withoutScripts(
  folder: string,
  insist: (holds: boolean, otherwise: string) => void,
): Promise<string> {
  const step = (command: string, args: string[]) => {
    const done = spawnSync(command, args, { cwd: folder, encoding: 'utf8', timeout: 300_000 })
    insist(
      done.status === 0,
      `${command} ${args.join(' ')} failed without install scripts: ${done.stderr?.slice(-400)}.`,
    )
    return done.status === 0
  }
  const root = process.cwd()
  for (const name of ['server', 'shared', 'programmes', 'client', 'test', 'tsconfig.json', 'vite.config.ts'])
    if (existsSync(join(root, name))) cpSync(join(root, name), join(folder, name), { recursive: true })
  if (!step('npm', ['ci', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund'])) return 'no'
  process.chdir(folder)
  try {
    const desk = await startDesk({ MAKERIGHT_DATA: join(folder, 'data'), MAKERIGHT_DEMO_ACCOUNTS: '50' })
    await desk.kill()
    return 'yes'
  } catch (error) {
    insist(false, `The desk did not start without install scripts: ${String(error).slice(0, 400)}`)
    return 'no'
  } finally {
    process.chdir(root)
  }
}
