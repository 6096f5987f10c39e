from django.utils import translation

from khuyenhoc.foundation.values.wording import gettext, gettext_noop


def test_a_stone_speaks_the_language_that_is_active_when_the_text_is_shown():
    marked = gettext_noop("Our own photograph")

    with translation.override("en"):
        english = gettext(marked)
    with translation.override("vi"):
        vietnamese = gettext(marked)

    assert english == "Our own photograph"
    assert vietnamese == "Ảnh của đơn vị"
