import type { Reactions } from '../usecases/base/reactions.ts'
import { answerMerged } from '../usecases/cases/moving/answer-merged.ts'
import { releaseMerged } from '../usecases/cases/moving/leave-merge.ts'
import { passToLead } from '../usecases/cases/moving/pass-to-lead.ts'
import { noteLinkedGuides } from '../usecases/guides/note-linked.ts'
import { queueReports } from '../usecases/notify/queue-reports.ts'
import { remind, remindOfBurst, remindOfUnseen } from '../usecases/notify/remind-officer.ts'
import { tellOfAccess } from '../usecases/notify/tell-of-access.ts'
import {
  sendReply,
  tellAsked,
  tellExtended,
  tellSetAside,
  tellThirdParty,
} from '../usecases/talk/tell-of-case.ts'

/** Nobody has anything to do about it. */
const NOTHING = [] as const

/**
 * Who reacts to what happens, in which order, inside the transaction of what happens. A matter knows nothing of those
 * behind it (usecases/cases knows no reminders): what they do about its events is said here and nowhere else. Both tables
 * are total: an event that is not in them does not compile, one that brings nothing about says so.
 */
export const REACTIONS: Reactions = {
  cases: {
    received: [remind, remindOfBurst],
    released: [remindOfUnseen],
    accepted: [remind],
    assigned: [remind],
    objected: [remind],
    objection_agreed: [remind],
    objection_refused: [remind],
    drafted: NOTHING,
    decline_proposed: [remind],
    submitted: [remind],
    returned: [remind],
    answered: [sendReply, noteLinkedGuides, answerMerged, remind],
    declined: [sendReply, releaseMerged, remind],
    delivery: [remind],
    extension_requested: [remind],
    extended: [tellExtended, remind],
    extension_refused: [remind],
    asked_resident: [tellAsked],
    supplemented: [passToLead, remind],
    third_party_asked: [tellThirdParty],
    third_party_answered: NOTHING,
    deadline_moved: NOTHING,
    merged: [remind],
    took_in: NOTHING,
    left_merge: [remind],
    supervised: [remind],
    supervision_answered: [remind],
    urged: [passToLead, remind],
    rating_invited: NOTHING,
    rated: [passToLead, remind],
    reopened: [remind],
    withdrawn: [passToLead, releaseMerged, remind],
    set_aside: [releaseMerged, tellSetAside, remind],
    closed: [remind],
    published: NOTHING,
    noted: [remind],
    reminded: [remind],
    escalated: [remind],
    undone: [remind],
    unreachable: NOTHING,
  },

  // Whoever acts as two persons cannot do it unseen.
  access: {
    added: [tellOfAccess],
    link: [tellOfAccess],
    linkUsed: [tellOfAccess],
    password: [tellOfAccess],
    factor: [tellOfAccess],
    token: [tellOfAccess],
  },

  reportsStored: [queueReports],
}
