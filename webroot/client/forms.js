// @ts-check
/** Forms of jobs that this tab has submitted, so that one can be changed and run again. In memory alone. */

/** @typedef {import("../js/job-form.js").JobForm} JobForm */

const KEPT = 50;
/** @type {Map<string, JobForm>} */
const forms = new Map();
/** @type {JobForm | null} */
let next = null;

/** @param {string} jobId @param {JobForm} form */
export function keepForm(jobId, form) {
  forms.set(jobId, form);
  if (forms.size > KEPT) forms.delete(/** @type {string} */ (forms.keys().next().value));
}

/** @param {string} jobId */
export function formFor(jobId) {
  return forms.get(jobId) ?? null;
}

/** Gives a form to the run view, which takes it when it is shown. @param {JobForm} form */
export function handOver(form) {
  next = form;
}

export function handedOver() {
  return next;
}

export function clearHandedOver() {
  next = null;
}
