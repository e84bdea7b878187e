/*
 * Says what is missing when a page can't start. Loaded before anything else and written for browsers of ten years ago: what is too
 * old for the pages must still read this. A page tells that it runs by `kithStarted()`.
 */
(function () {
  'use strict';
  var FLOOR = 'Chrome or Edge 137, Firefox 129, Safari 17, or newer';
  var PATIENCE_MILLIS = 20000;
  var shown = false;
  var started = false;

  /** What the pages use and an old browser lacks, in words. */
  function missing() {
    var list = [];
    if (!('noModule' in document.createElement('script'))) list.push('JavaScript modules');
    if (typeof Promise === 'undefined' || typeof fetch === 'undefined') list.push('fetch');
    if (typeof AbortSignal === 'undefined' || typeof AbortSignal.timeout !== 'function') list.push('AbortSignal.timeout');
    if (typeof MessageChannel === 'undefined' || typeof Worker === 'undefined') list.push('workers');
    if (typeof HTMLDialogElement === 'undefined') list.push('dialogs');
    if (typeof Object.hasOwn !== 'function') list.push('Object.hasOwn');
    try {
      new RegExp('(?<=a)b', 'u');
    } catch (error) {
      list.push('regular expressions that look behind');
    }
    return list;
  }

  function paragraph(text) {
    var element = document.createElement('p');
    element.appendChild(document.createTextNode(text));
    return element;
  }

  function show(what, advice) {
    if (shown || !document.body) return;
    shown = true;
    var notice = document.createElement('div');
    notice.id = 'kith-guard';
    notice.className = 'notice bad page-guard';
    notice.setAttribute('role', 'alert');
    notice.appendChild(paragraph(what));
    notice.appendChild(paragraph(advice));
    var main = document.querySelector('main') || document.querySelector('#app');
    if (main && main.id !== 'app') main.insertBefore(notice, main.firstChild);
    else document.body.insertBefore(notice, document.body.firstChild);
    var status = document.querySelector('#status');
    if (status && !started) {
      status.className = 'badge dot bad';
      status.textContent = 'Not working';
    }
  }

  function whenReady(run) {
    if (document.body && document.readyState !== 'loading') run();
    else document.addEventListener('DOMContentLoaded', run);
  }

  function tooOld(list) {
    show('This browser is too old for this page: it lacks ' + list.join(', ') + '.', 'Use ' + FLOOR + '. ' + without());
  }

  function without() {
    return 'The command line (kith) and the REST interface do without a browser.';
  }

  function failed(reason) {
    whenReady(function () {
      var list = missing();
      if (list.length > 0) return tooOld(list);
      if (started) show('Something on this page failed: ' + reason, 'Reload the page. If it comes again, please report it with these words.');
      else show('This page can’t start: ' + reason, 'Reload the page. If it stays so, try ' + FLOOR + ', without extensions. ' + without());
    });
  }

  /** @param {any} thrown */
  function words(thrown) {
    if (thrown && thrown.message) return (thrown.name ? thrown.name + ': ' : '') + thrown.message;
    return String(thrown);
  }

  window.addEventListener('error', function (event) {
    var target = event.target;
    if (target && target !== window) {
      if (target.tagName === 'SCRIPT' && !target.hasAttribute('data-optional')) failed('the script ' + target.src + ' could not be loaded');
      return;
    }
    if (/^ResizeObserver loop/.test(event.message)) return; // a notice of the browser, not an error
    if (started && event.filename && event.filename.indexOf(location.origin) !== 0) return; // of an extension
    failed(event.error ? words(event.error) : event.message || 'a script error');
  }, true);
  window.addEventListener('unhandledrejection', function (event) {
    if (event.reason && event.reason.name === 'AbortError') return; // somebody left
    failed(words(event.reason));
  });

  window.kithStarted = function () { started = true; };

  whenReady(function () {
    var list = missing();
    if (list.length > 0) tooOld(list);
  });
  setTimeout(function () {
    if (!started && !shown) failed('its scripts did not run within ' + PATIENCE_MILLIS / 1000 + ' s');
  }, PATIENCE_MILLIS);
})();
