(() => {
  const place = document.getElementById("civic-chart");
  fetch(place.dataset.url)
    .then((response) => {
      if (!response.ok) throw new Error(response.status);
      return response.json();
    })
    .then((item) => window.Bokeh.embed.embed_item(item, place))
    .catch(() => place.remove());
})();
