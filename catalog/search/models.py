from django.db import models


class Document(models.Model):
    """What search knows of one published product, as our own words; the database keeps its full text index of it."""

    product = models.OneToOneField(
        "products.Product", primary_key=True, on_delete=models.CASCADE, related_name="search_document"
    )
    title = models.TextField()  # words of its names
    about = models.TextField()  # words of its category, seller and place

    def __str__(self) -> str:
        return self.title


class Spelling(models.Model):
    """A word goods are described by, under itself and under each form with one letter left out."""

    form = models.CharField(max_length=40)
    word = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "word"], name="spelling_once")]

    def __str__(self) -> str:
        return f"{self.form} → {self.word}"
