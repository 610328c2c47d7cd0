#pragma once

#include <QImage>
#include <QPixmap>
#include <QWidget>

namespace safelight {

/// Shows one picture, as large as fits, or a symbol with a word where there is none.
class PictureView : public QWidget
{
    Q_OBJECT

public:
    explicit PictureView(QWidget* parent = nullptr);

    void setPicture(const QImage& image);
    void setSymbol(const QString& symbol, const QString& word);
    void clear();
    bool hasPicture() const { return !m_picture.isNull(); }
    /// Keeps its place while there is nothing to show: the shape of the picture that is coming.
    void setShape(const QSize& fullSize);

    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QPixmap m_picture;
    QSize m_shape;
    QString m_symbol;
    QString m_word;
};

} // namespace safelight
