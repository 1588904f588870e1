import type { Page } from 'playwright-core'
import { demoPasscode } from '#server/demo/callers.ts'
import type { Customer } from './journey-accounts.ts'

export async function openAccount(page: Page, { accountId, name }: Customer): Promise<void> {
  await page.goto(`/accounts/${accountId}`)
  await page.getByRole('heading', { name, level: 1, exact: true }).waitFor()
  await live(page)
  await verifyCaller(page)
}

/** An agent asks for the passcode and types it; whoever reads under a role has the page before them already. */
export async function verifyCaller(page: Page): Promise<void> {
  const opened = page.getByRole('heading', { name: 'Everything that happened' })
  const asks = page.getByRole('form', { name: 'Verify the caller' })
  await opened.or(asks).first().waitFor()
  if (await opened.isVisible()) return
  await page.keyboard.type(demoPasscode)
  await page.keyboard.press('Enter')
  await opened.waitFor()
}

/** Until the page hears what others do. */
export const live = (page: Page): Promise<void> => page.getByText('live', { exact: true }).waitFor()

export async function sees(page: Page, words: string | RegExp): Promise<void> {
  await page.getByText(words).filter({ visible: true }).first().waitFor()
}

/** Presses keys as a hand does and counts them: Ctrl+V is two. */
export function hand(page: Page) {
  let pressed = 0
  return {
    press: async (keys: string) => {
      pressed += keys.split('+').length
      await page.keyboard.press(keys)
    },
    type: async (text: string) => {
      pressed += text.length
      await page.keyboard.type(text)
    },
    count: () => pressed,
  }
}

/** Puts a text on the clipboard, as if copied from somewhere else. */
export const copy = (page: Page, text: string): Promise<void> =>
  page.evaluate((copied) => navigator.clipboard.writeText(copied), text)

/** Calls the desk directly out of the page, with the page's own session: what a form that lies could do. */
export async function callFrom(page: Page, path: string, input: unknown) {
  return page.evaluate(
    async ([to, body]) => {
      const answer = await fetch(`/trpc/${to}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-makeright': '1' },
        body,
      })
      const { error } = await answer.json()
      return { status: answer.status, code: (error?.data?.envelope?.code ?? null) as string | null }
    },
    [path, JSON.stringify(input)] as const,
  )
}

/** Something that is gone after a reload. */
export const markPage = (page: Page): Promise<unknown> =>
  page.evaluate(() => document.documentElement.setAttribute('data-not-reloaded', ''))
export const isStillThatPage = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.hasAttribute('data-not-reloaded'))
