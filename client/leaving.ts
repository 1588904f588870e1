import { queryClient } from './api.ts'
import { paths } from './paths.ts'

const signedOut = 'signed out'
const tabs = new BroadcastChannel('makeright')

/** Nothing of what was shown stays: a new document, and none of the old one's answers. */
function leave(): void {
  queryClient.clear()
  document.body.replaceChildren()
  location.replace(paths.signIn())
}

/** Who signs out in one tab is signed out in all of them, and nobody reads a customer over their shoulder in another. */
export const tellOtherTabs = (): void => tabs.postMessage(signedOut)

/** A page that the browser kept whole (Back) may be of somebody who has left: it is asked for anew before it is shown. */
export function watchForLeaving(): void {
  tabs.addEventListener('message', (event) => {
    if (event.data === signedOut) leave()
  })
  addEventListener('pageshow', (event) => {
    if (!event.persisted) return
    document.body.replaceChildren()
    location.reload()
  })
}
