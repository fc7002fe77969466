import type { Reactions } from '../usecases/base/reactions.ts'
import { answerMerged } from '../usecases/cases/moving/answer-merged.ts'
import { releaseMerged } from '../usecases/cases/moving/leave-merge.ts'
import { passToLead } from '../usecases/cases/moving/pass-to-lead.ts'
import { takeInMerged } from '../usecases/cases/moving/take-in.ts'
import { noteLinkedGuides } from '../usecases/guides/note-linked.ts'
import { queueReports } from '../usecases/notify/queue-reports.ts'
import { remind, remindOfBurst, remindOfUnseen } from '../usecases/notify/remind-officer.ts'
import { dropNews, tellFollowersLater } from '../usecases/notify/tell-followers.ts'
import { tellOfAccess } from '../usecases/notify/tell-of-access.ts'
import { tellOfPause } from '../usecases/notify/tell-of-pause.ts'
import { tellOfVisit } from '../usecases/notify/tell-of-visit.ts'
import { enterInLedger } from '../usecases/numbers/ledger/enter.ts'
import { putIntoAccount, takeOutOfAccount } from '../usecases/publish/articles/queue-article.ts'
import {
  sendReply,
  tellAsked,
  tellDeadlineMoved,
  tellExtended,
  tellSetAside,
  tellThirdParty,
} from '../usecases/talk/tell-of-case.ts'

/**
 * The reactions to events, in order, inside the event's transaction. A matter does not know later ones
 * (usecases/cases knows no reminders), so their reactions to its events are listed here and nowhere else. The tables
 * are total: an event does not compile until it is listed here, or its definition says that it has no reactions.
 */
export const REACTIONS: Reactions = {
  cases: {
    received: [enterInLedger, remind, remindOfBurst],
    released: [remindOfUnseen],
    accepted: [remind],
    assigned: [enterInLedger, remind],
    objected: [enterInLedger, remind],
    objection_agreed: [enterInLedger, remind],
    objection_refused: [remind],
    decline_proposed: [remind],
    submitted: [remind],
    returned: [remind],
    answered: [enterInLedger, sendReply, noteLinkedGuides, answerMerged, remind],
    declined: [enterInLedger, sendReply, releaseMerged, remind],
    delivery: [enterInLedger, remind],
    extension_requested: [remind],
    extended: [enterInLedger, tellExtended, remind],
    extension_refused: [remind],
    asked_resident: [enterInLedger, tellAsked],
    supplemented: [enterInLedger, passToLead, remind],
    third_party_asked: [enterInLedger, tellThirdParty],
    third_party_answered: [enterInLedger],
    deadline_moved: [enterInLedger, tellDeadlineMoved],
    merged: [enterInLedger, takeInMerged, remind],
    left_merge: [enterInLedger, remind],
    supervised: [remind],
    supervision_answered: [remind],
    urged: [passToLead, remind],
    rating_invited: [enterInLedger],
    rated: [enterInLedger, passToLead, remind],
    reopened: [enterInLedger, remind],
    withdrawn: [enterInLedger, passToLead, releaseMerged, remind],
    set_aside: [enterInLedger, releaseMerged, tellSetAside, remind],
    closed: [remind],
    noted: [remind],
    reminded: [remind],
    escalated: [remind],
    undone: [enterInLedger, remind],
  },

  // So that nobody can secretly act as two persons.
  access: {
    added: [tellOfAccess],
    link: [tellOfAccess],
    linkUsed: [tellOfAccess],
    password: [tellOfAccess],
    factor: [tellOfAccess],
    token: [tellOfAccess],
  },

  // So that nobody can secretly silence a resident.
  chatPaused: [tellOfPause],

  visits: [tellOfVisit],

  reportsStored: [queueReports],

  itemPublished: [putIntoAccount, tellFollowersLater],
  itemTakenDown: [takeOutOfAccount, dropNews],
}
