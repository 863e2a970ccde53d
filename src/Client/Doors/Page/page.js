(function () {
  var main = document.querySelector('main'), to = main.dataset.to;
  function later() { setTimeout(ask, +main.dataset.retry || 2000); }
  function ask() {
    fetch('/.door/' + main.dataset.room, { headers: { accept: 'text/html' }, cache: 'no-store' }).then(function (answer) { return answer.text(); }).then(function (text) {
      var next = new DOMParser().parseFromString(text, 'text/html').querySelector('main');
      if (next.dataset.state === 'admitted') { to ? location.replace(to) : location.reload(); return; }
      main.replaceWith(next);
      main = next;
      if (main.dataset.state === 'waiting') later();
    }).catch(later);
  }
  if (main.dataset.state === 'waiting') later();
})();
