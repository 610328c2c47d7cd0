#pragma once

#include "catalog/catalogreader.h"

#include <QScrollArea>
#include <QTimer>

class QLabel;
class QVBoxLayout;

namespace safelight {

class LibraryController;
class PictureLoader;
class PictureView;

/// The chosen photo on the right: its picture, what its metadata say, and its files with their digests.
class DetailsPanel : public QScrollArea
{
    Q_OBJECT

public:
    explicit DetailsPanel(LibraryController& library, QWidget* parent = nullptr);

    /// An invalid id: nothing is chosen. The picture follows when the choice has rested for a moment.
    void setPhoto(PhotoId photo);
    PhotoId photo() const { return m_photo; }

private:
    void request();
    void show(const PhotoDetails& details);
    void showNothing();
    void loadPicture(const PhotoDetails& details);
    void fillFacts(const PhotoDetails& details);
    void refreshIfTouched(const QVector<PhotoId>& photos);

    LibraryController& m_library;
    PhotoId m_photo;
    PhotoId m_shown;
    QTimer m_delay;
    PictureLoader* m_loader;
    PictureView* m_picture;
    QLabel* m_name;
    QLabel* m_folder;
    QWidget* m_facts = nullptr;
    QVBoxLayout* m_column;
    QLabel* m_hint;
};

} // namespace safelight
