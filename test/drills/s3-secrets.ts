import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { kindsOfAnswer } from '#test/support/kinds-of-answer.ts'
import { sayRaw } from '#test/support/raw-http.ts'
import { secretPatterns } from '#test/support/secret-patterns.ts'
import { drill } from './drill.ts'
import { openPages } from './pages.ts'

/** The repository, what is given to browsers, and every error page: no secret, no source map, no path of the machine. */
export const secrets = drill({
  name: 'S3',
  what: 'secrets searched for in the repository, the client’s files, source maps and error pages',
  pages: true,
  minutes: 1,
  reduced: { answers: 1 },
  full: { answers: 3 },
  async run(stage, tier) {
    const pages = await openPages(stage)
    const figures = { files: 0, bundle: 0, maps: 0, answers: 0, controls: 0, found: 0 }
    const search = (where: string, text: string) => {
      for (const { words, pattern } of secretPatterns) {
        if (!pattern.test(text)) continue
        figures.found += 1
        stage.insist(false, `${words} stands in ${where}.`)
      }
    }
    for (const { words, pattern, example } of secretPatterns) {
      if (pattern.test(`const planted = '${example()}' //`) || pattern.test(example())) figures.controls += 1
      else stage.insist(false, `The planted control was not found: ${words}.`)
    }

    // The copy that this runs over, and the repository that it was made from: a copy leaves documents and journeys out.
    const repository = dirname(dirname(realpathSync(join('node_modules', 'typescript'))))
    for (const folder of new Set([process.cwd(), repository]))
      for (const path of filesOf(folder)) {
        figures.files += 1
        search(path, readFileSync(join(folder, path), 'utf8'))
      }
    for (const path of everyFile(join('dist', 'client'))) {
      figures.bundle += 1
      const text = readFileSync(path, 'latin1')
      search(path, text)
      const mapped = path.endsWith('.map') || /\/[/*]# sourceMappingURL=/.test(text)
      if (mapped) figures.maps += 1
      stage.insist(!mapped, `${path} leads to its sources.`)
      stage.insist(!text.includes(process.cwd()), `${path} tells where it was built.`)
    }
    const port = Number(new URL(pages.desk.origin).port)
    for (let round = 0; round < tier.answers; round += 1)
      for (const { words, bytes } of kindsOfAnswer(port, '/icon.svg')) {
        const { head, body } = await sayRaw(port, [bytes])
        figures.answers += 1
        search(`the answer to ${words}`, `${head}\n${body}`)
        stage.insist(
          !/node_modules|\/(?:home|usr|var|tmp|root)\/|postgres:\/\//.test(head + body),
          `The answer to ${words} tells of the machine.`,
        )
      }
    return figures
  },
})

/** What is in the repository, or about to be; of a copy without one, all but what is linked or built. */
function filesOf(folder: string): string[] {
  const named = existsSync(join(folder, '.git'))
    ? execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: folder, encoding: 'utf8' }).split(
        '\n',
      )
    : everyFile(folder).map((path) => path.slice(folder.length + 1))
  return named.filter(
    (path) => path !== '' && existsSync(join(folder, path)) && !/\.(png|jpe?g|woff2?|ico|pdf|gz)$/.test(path),
  )
}

function everyFile(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isSymbolicLink() || entry.name === 'node_modules') return []
    if (entry.isDirectory()) return everyFile(path)
    return statSync(path).isFile() ? [path] : []
  })
}
