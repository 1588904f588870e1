import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { kindsOfAnswer } from '#test/support/kinds-of-answer.ts'
import { headersOf, protectionProblem } from '#test/support/protection.ts'
import { sayRaw } from '#test/support/raw-http.ts'
import { drill } from './drill.ts'
import { look, openPages } from './pages.ts'

/** Every kind of answer on the wire, and every answer that a browser gets on a walk through all pages as each role. */
export const headers = drill({
  name: 'W2',
  what: 'the protecting headers of every kind of answer, and a walk through all pages without a broken policy',
  pages: true,
  minutes: 2,
  reduced: { people: 1 },
  full: { people: 5 },
  async run(stage, tier) {
    const pages = await openPages(stage)
    const { desk } = pages
    const figures = { kinds: 0, protected: 0, pages: 0, answers: 0, unprotected: 0, reports: 0 }
    const asset = readdirSync(join('dist', 'client', 'assets')).find((name) => name.endsWith('.js')) ?? ''
    const port = Number(new URL(desk.origin).port)
    for (const { words, status, api, bytes } of kindsOfAnswer(port, `/assets/${asset}`)) {
      const answer = await sayRaw(port, [bytes])
      figures.kinds += 1
      const problem = protectionProblem(headersOf(answer.head), api)
      if (!problem) figures.protected += 1
      stage.insist(answer.status === status, `${words}: answered ${answer.status} and not ${status}.`)
      stage.insist(problem === null, `An answer is not protected: ${words}: ${problem}.`)
    }

    const addresses = await pages.addresses()
    const people = ['morgan', 'sofia', 'alex', 'audrey', 'adam'].slice(0, tier.people)
    for (const person of people) {
      const context = await pages.sit(person)
      const page = await context.newPage()
      const hearing: Promise<void>[] = []
      page.on('response', (response) =>
        hearing.push(
          response.allHeaders().then((given) => {
            figures.answers += 1
            const path = new URL(response.url()).pathname
            const problem = protectionProblem(
              new Map(Object.entries(given)),
              /^\/(trpc|exports|live|ready)/.test(path),
            )
            if (problem) figures.unprotected += 1
            stage.insist(problem === null, `An answer is not protected: ${path}: ${problem}.`)
          }),
        ),
      )
      page.on('request', (request) => {
        if (request.url().includes('/csp-reports')) figures.reports += 1
      })
      await page.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) =>
          console.error(`broken policy: ${event.violatedDirective} ${event.blockedURI}`),
        )
      })
      page.on('console', (message) => {
        if (!message.text().startsWith('broken policy')) return
        figures.reports += 1
        stage.insist(false, `A page broke the policy: ${new URL(page.url()).pathname}: ${message.text()}.`)
      })
      for (const address of addresses) {
        await look(page, address)
        figures.pages += 1
      }
      await page.goto('about:blank')
      await Promise.all(hearing.map((each) => each.catch(() => {})))
      await context.close()
    }
    const context = await pages.sit('morgan')
    const page = await context.newPage()
    await look(page, '/')
    const fired = await page.evaluate(
      () =>
        new Promise<boolean>((resolve) => {
          document.addEventListener('securitypolicyviolation', () => resolve(true))
          setTimeout(() => resolve(false), 3000)
          document.body.setAttribute('style', 'color: red')
        }),
    )
    stage.insist(fired, 'A style put into a page was let stand: the control did not fire.')
    return figures
  },
})
