// "Dengarkan": the phone's own Indonesian voice reads what this screen is for; where it has none, the sound file does.
// Without scripts the link simply opens the sound.
const STOPPED = ["interrupted", "canceled"]; // by us: no failure of the voice
const button = document.querySelector("[data-listen]");

function ownVoice(language) {
  if (!("speechSynthesis" in window)) return null;
  return speechSynthesis.getVoices().find((voice) => voice.lang.toLowerCase().startsWith(language)) ?? null;
}

function show(talking) {
  button.setAttribute("aria-pressed", String(talking));
}

if (button) {
  const language = document.documentElement.lang || "id";
  const sound = new Audio();
  sound.preload = "none";
  sound.addEventListener("ended", () => show(false));
  if ("speechSynthesis" in window) speechSynthesis.getVoices(); // some phones load their voices only when asked
  button.setAttribute("role", "button");
  show(false);

  const stop = () => {
    if ("speechSynthesis" in window) speechSynthesis.cancel();
    sound.pause();
    show(false);
  };

  const speak = (voice) => {
    const words = new SpeechSynthesisUtterance(button.dataset.listen);
    words.voice = voice;
    words.lang = voice.lang;
    words.rate = 0.9;
    words.onend = () => show(false);
    words.onerror = (event) => (STOPPED.includes(event.error) ? show(false) : play());
    speechSynthesis.speak(words);
  };

  const play = () => {
    sound.src = button.href;
    sound.currentTime = 0;
    sound.play().catch(() => show(false)); // no sound yet and no link: the words stand on the page anyway
  };

  const toggle = () => {
    if (button.getAttribute("aria-pressed") === "true") return stop();
    show(true);
    const voice = ownVoice(language);
    if (voice) speak(voice);
    else play();
  };

  button.addEventListener("click", (event) => {
    event.preventDefault();
    toggle();
  });
  button.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    toggle();
  });
  addEventListener("pagehide", stop);
}
