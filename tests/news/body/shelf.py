"""A shelf of invented pictures and documents for the body's tests."""

from news.body import MediaShelf, RenderDocument, RenderImage

SHELF = MediaShelf(
    images={
        12: RenderImage(
            id=12,
            src="/media/r/12-960.jpg",
            width=960,
            height=640,
            alt='滑道 "一号"',
            caption="一号船台 <1979>",
            credit="罗一川",
            label="由 AI 协助制作",
            srcset="/media/r/12-480.jpg 480w, /media/r/12-960.jpg 960w",
            sources=(("image/webp", "/media/r/12-480.webp 480w, /media/r/12-960.webp 960w"),),
            large="/media/r/12-1600.jpg",
        ),
        13: RenderImage(id=13, src="/media/r/13.jpg", width=480, height=320, alt="铆钉"),
    },
    documents={
        5: RenderDocument(5, "document", "/document/5/plan.pdf", "方案", 2_400_000),
        6: RenderDocument(6, "audio", "/document/6/talk.mp3", "访谈录音", 9_000_000),
        7: RenderDocument(7, "video", "/document/7/river.mp4", "航拍 & 河", 90_000_000),
    },
)
